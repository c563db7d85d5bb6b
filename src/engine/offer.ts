import type { Offer } from './command.ts';
import type { SessionEvent } from './event.ts';
import type { Phase } from './session.ts';

type GuidesOffered = Extract<SessionEvent, { type: 'guides_offered' }>;
type Choosing = Extract<Phase, { name: 'choosing' }>;

/** What is put to the person for what the picker said, after so many times of finding nothing. */
export const offered = (offer: Offer | null, misses: number, described: boolean): GuidesOffered => {
  const candidates = offer?.candidates ?? [];
  if (!described) return { type: 'guides_offered', mode: 'ask', candidates };
  if (offer?.asking) {
    const looking = { decision: offer.asking, confidence: offer.confidence };
    return { type: 'guides_offered', mode: 'looking', candidates, looking };
  }
  const question = offer?.question === undefined ? {} : { question: offer.question };
  if (offer && offer.confidence !== 'none' && candidates.length > 0) {
    return offer.confidence === 'sure'
      ? { type: 'guides_offered', mode: 'confirm', candidates }
      : { type: 'guides_offered', mode: 'offer', candidates, ...question };
  }
  return misses === 0
    ? { type: 'guides_offered', mode: 'ask_again', candidates: [], ...question }
    : { type: 'guides_offered', mode: 'nothing_found', candidates: [] };
};

/** Where the session stands once that was put to the person. */
export const choosingAfter = (before: Phase, event: GuidesOffered): Choosing => {
  const earlier = before.name === 'choosing' ? before : null;
  const missed = event.mode === 'ask_again' || event.mode === 'nothing_found';
  const questioned = event.question !== undefined || earlier?.questioned;
  return {
    name: 'choosing',
    mode: event.mode,
    candidates: event.candidates,
    misses: (earlier?.misses ?? 0) + (missed ? 1 : 0),
    ...(event.question !== undefined && { question: event.question }),
    ...(questioned && { questioned }),
    ...(event.looking && { looking: event.looking }),
  };
};

/** While a model is being asked: what the words say without it. */
export const byTheWords = ({ looking, candidates }: Choosing): Offer => ({
  confidence: looking?.confidence ?? 'none',
  candidates,
});
