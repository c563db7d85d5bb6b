import type { Locale } from '../engine/template.ts';
import type { TemplateId } from '../ids.ts';
import type { Centroids } from './centroids.ts';
import type { Space, Vector } from './space.ts';
import type { Mend } from './spelling.ts';
import type { Weights } from './train.ts';

export interface IndexedGuide {
  readonly template_id: TemplateId;
  readonly names: readonly { readonly locale: Locale; readonly name: string }[];
}

/** What `buildIndex` made of the catalogue. It is never changed: another catalogue gets another index. */
export interface PickerIndex {
  readonly guides: readonly IndexedGuide[];
  readonly space: Space;
  /** Puts a mistyped word right. */
  readonly mend: Mend;
  readonly centroids: Centroids;
  /** What training made of the middles, and each guide's texts; `null` where the catalogue is too large for it. */
  readonly trained: { readonly weights: Weights; readonly texts: readonly (readonly Vector[])[] } | null;
}
