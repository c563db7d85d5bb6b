import { Message } from 'slack-blocks-to-jsx';
import { ControlView } from './control-view.tsx';
import { list } from '../payload.ts';
import type { Fields } from '../payload.ts';
import type { Drawn } from '../platforms.ts';
import { accessoryOf, actionsOf } from './controls.ts';
import { drawable } from './drawing.ts';
import { drawEmoji } from './emoji.tsx';

/**
 * Draws blocks by `slack-blocks-to-jsx`. The library draws controls but tells nobody when they are pressed, and
 * its menus cannot be used by keyboard, so those are drawn here, with the same looks.
 */
export const SlackMessage = ({ t, payload, dark, pressed, onPress }: Drawn) => (
  <div className="slack">
    {grouped(list(payload['blocks'])).map((group, index) => {
      if (group.kind === 'drawn') return <Blocks key={index} blocks={group.blocks} dark={dark} />;
      const controls = group.controls.map((control, position) => (
        <ControlView key={position} t={t} control={control} pressed={pressed} onPress={onPress} />
      ));
      return group.beside === null ? (
        <div key={index} className="slack-actions">
          {controls}
        </div>
      ) : (
        <div key={index} className="slack-beside">
          <Blocks blocks={[group.beside]} dark={dark} />
          {controls}
        </div>
      );
    })}
  </div>
);

const Blocks = ({ blocks, dark }: { readonly blocks: readonly object[]; readonly dark: boolean }) => (
  <div className="slack-drawn" ref={withoutId}>
    <Message
      blocks={blocks.map(drawable)}
      name=""
      logo=""
      theme={dark ? 'dark' : 'light'}
      hooks={hooks}
      withoutWrapper
    />
  </div>
);

const hooks = { emoji: drawEmoji };

/** The library gives every message the same element id; its styles are bound to the class instead (vite.config.ts). */
const withoutId = (element: HTMLElement | null): void => element?.firstElementChild?.removeAttribute('id');

type Group =
  | { readonly kind: 'drawn'; readonly blocks: readonly object[] }
  | {
      readonly kind: 'controls';
      readonly beside: object | null;
      readonly controls: readonly NonNullable<ReturnType<typeof accessoryOf>>[];
    };

/** Neighbours that the library draws stay together; what can be pressed stands alone. */
const grouped = (blocks: readonly Fields[]): readonly Group[] => {
  const groups: Group[] = [];
  for (const block of blocks) {
    const actions = actionsOf(block);
    const accessory = accessoryOf(block);
    const last = groups.at(-1);
    if (actions !== null) groups.push({ kind: 'controls', beside: null, controls: actions });
    else if (accessory !== null) {
      const { accessory: _drawnHere, ...section } = block;
      groups.push({ kind: 'controls', beside: section, controls: [accessory] });
    } else if (last?.kind === 'drawn')
      groups[groups.length - 1] = { ...last, blocks: [...last.blocks, block] };
    else groups.push({ kind: 'drawn', blocks: [block] });
  }
  return groups;
};
