import { isOver } from '../../engine/session.ts';
import type { Input, Receipt } from '../channel.ts';
import type { Ground } from '../ports.ts';
import type { MakeCommand } from '../sessions.ts';
import type { Begin } from './begin.ts';
import type { Receipts } from './receipts.ts';
import type { Run } from './run.ts';

/** A human at once, whatever there is to hand over; without a session one is begun to hold it. */
export const createHandOver =
  (
    { store }: Pick<Ground, 'store'>,
    { begin, receipts, run }: { readonly begin: Begin; readonly receipts: Receipts; readonly run: Run },
  ) =>
  async (input: Input, problem: string | null, reason: string | null): Promise<Receipt> => {
    const escalate: MakeCommand = () => ({ type: 'escalate', reason, priority: 'normal' });
    const [open] = await store.open(input.user.id);
    const here = await store.latest(input.user.id, input.conversation);
    const target = here && !isOver(here.session) ? here : open;
    if (target) return await run.run(input, target.session.session_id, escalate, 'below');
    const begun = await begin.newSession(input, { problem: problem ?? reason, offer: null }, null);
    return begun.kind === 'done'
      ? await run.run(input, begun.session.session_id, escalate, 'in_place')
      : await receipts.of(input, begun);
  };
export type HandOver = ReturnType<typeof createHandOver>;
