import type { Receipt } from '../../src/app/channel.ts';
import { answerOf, done } from './acting.ts';
import type { Acting, Did } from './acting.ts';
import { spokenTo } from './continued.ts';
import type { Answer, PersonItem, Requests, Seat } from './protocol.ts';
import { personItem, shorten } from './screen.ts';
import { seats } from './seats.ts';
import { typedCommand } from './typed-command.ts';
import { latestThread, show, takeAway } from './visitors.ts';
import type { Visitor } from './visitors.ts';

/** What is typed: words, which may cross to somebody else and be changed later, and commands. */
export const createSaying = (acting: Acting, now: () => Date) => {
  /** What words are in a seat, and whether they stand on the screen. */
  const meaning = (visitor: Visitor, seat: Seat, text: string, key: string): Did => {
    const command = typedCommand(text);
    if (seat === 'admin') {
      const words = command?.type === 'admin' ? command.words : text.trim();
      return { type: 'admin', words, key };
    }
    if (command !== null && (seat === 'user' || command.type === 'agent')) return { ...command, key };
    return { type: 'say', key, text, addressed: seat === 'user' };
  };

  const say = async (visitor: Visitor, { as: seat, text, key, locale }: Requests['say']): Promise<Answer> => {
    const id = `say:${key}`;
    const once = `${acting.conversationOf(visitor, seat)}:${key}`;
    const did = meaning(visitor, seat, text, once);
    const thread = seat === 'agent' ? latestThread(visitor) : null;
    // What agents command is seen by what it does, as on the platforms.
    const stands = seat !== 'agent' || (did.type === 'say' && thread !== null);
    const already = visitor.items.has(id);
    if (stands && !already) show(visitor, personItem(id, now().toISOString(), text, { seat, thread }));
    try {
      const about = seat === 'user' && did.type === 'say' ? spokenTo(visitor) : null;
      const receipt = await acting.receive(visitor, seat, locale, did, about);
      if (did.type === 'say' && crosses(seat, receipt)) signed(visitor, id, 'on_its_way');
      return answerOf(receipt);
    } catch (error) {
      if (!already) takeAway(visitor, id);
      throw error;
    }
  };

  const edit = async (
    visitor: Visitor,
    { id, text, locale }: Requests['edit'],
  ): Promise<Answer | 'unknown'> => {
    const item = visitor.items.get(id);
    if (item?.kind !== 'person' || item.seat === 'admin') return 'unknown';
    const { seat } = item;
    const conversation =
      item.thread === null
        ? visitor.seats[seat].conversation
        : `${visitor.seats[seat].conversation}:${item.thread}`;
    const of = `${conversation}:${id.slice('say:'.length)}`;
    const at = now().toISOString();
    const receipt = await acting.receive(visitor, seat, locale, {
      type: 'edit',
      of,
      text,
      key: `${of}@${at}`,
    });
    if (receipt.kind === 'refused') return answerOf(receipt);
    if (text === null) takeAway(visitor, id);
    else show(visitor, { ...item, text: shorten(text), edited: true });
    return { ...done, locale: null };
  };

  return { say, edit };
};

/** Words typed while people have the session go to them; agents' words go to the person over an open line. */
const crosses = (seat: Seat, receipt: Receipt): boolean => {
  if (receipt.kind !== 'accepted') return false;
  const { escalation, phase, version } = receipt.session;
  if (seat === 'agent') return true;
  return phase.name === 'escalated' && version > (escalation?.opened_version ?? version);
};

/** A sign on words. What arrived is not on its way any more, whichever is heard of first. */
export const signed = (visitor: Visitor, id: string, crossed: PersonItem['crossed']): void => {
  const item = visitor.items.get(id);
  if (item?.kind !== 'person' || item.crossed === crossed) return;
  if (crossed === 'on_its_way' && item.crossed !== 'no') return;
  show(visitor, { ...item, crossed });
};

/** The words that a platform's mark is about. */
export const saidAs = (visitor: Visitor, of: string): string | null => {
  const known = seats.some((seat) => of.startsWith(visitor.seats[seat].conversation));
  const key = /:([A-Za-z0-9_-]+)$/.exec(of)?.[1];
  return known && key !== undefined ? `say:${key}` : null;
};
