import { placeOf } from '../../engine/hand-off.ts';
import type { Message } from '../../engine/message.ts';
import { showPack } from '../../engine/show/pack.ts';
import { showMirror, showRelayed } from '../../engine/show/relay.ts';
import type { RelayedWords } from '../../engine/show/relay.ts';
import type { Say } from '../../engine/show/context.ts';
import type { Session } from '../../engine/session.ts';
import type { Locale } from '../../engine/template.ts';
import type { Channel, FileCopy } from '../channel.ts';
import type { Ground } from '../ports.ts';
import type { Sessions } from '../sessions.ts';
import type { Relay, Relays, RelayWork } from './ports.ts';

/** What a pack shows of what was said: more is in the thread. */
const tailLength = 5;

/** How what stands in other conversations than the session's looks: packs, and words that cross. */
export const createDrawing = (
  { texts }: Pick<Ground, 'texts'>,
  sessions: Pick<Sessions, 'asLastSeen'>,
  relays: Relays,
  channels: readonly Channel[],
  defaultLocale: Locale,
) => {
  const sayIn =
    (locale: Locale): Say =>
    (key, params) =>
      texts.say(locale, key, params);
  const agentsLocale = (session: Session): Locale => placeOf(session)?.locale ?? defaultLocale;

  /** Copies of the files that can be had; the others are named in the words. */
  const copiesFor = async (
    relay: Relay,
  ): Promise<{ readonly files: FileCopy[]; readonly lost: string[] }> => {
    const { author, files } = relay;
    const channel = channels.find(({ name }) => author.id.startsWith(`${name}:`));
    const fetched = await Promise.all(
      files.map(async (file) => ({
        file,
        got: (await channel?.download?.(file.from)) ?? { unavailable: 'its platform lends no files' },
      })),
    );
    return {
      files: fetched.flatMap(({ file: { name, type }, got }) =>
        'bytes' in got ? [{ name, type, bytes: got.bytes }] : [],
      ),
      lost: fetched.flatMap(({ file, got }) => ('bytes' in got ? [] : [file.name])),
    };
  };

  return {
    agentsLocale,
    sayIn,

    pack: async (session: Session): Promise<Message> => {
      const locale = agentsLocale(session);
      const tail = await relays.tail(session.session_id, tailLength);
      return showPack(session, {
        say: sayIn(locale),
        locale,
        tail: tail.flatMap(({ author, text }) =>
          text === null || text === '' ? [] : [{ author: author.name ?? author.id, text }],
        ),
      });
    },

    relayed: async (
      work: RelayWork,
    ): Promise<{ readonly message: Message; readonly files: readonly FileCopy[] } | null> => {
      const { relay, part } = work;
      const session = await sessions.asLastSeen(relay.session_id);
      if (!session) return null;
      const words = wordsOf(relay);
      if (part === 'thread' && relay.direction === 'to_person') {
        const locale = agentsLocale(session);
        return {
          message: showMirror(words, session, relay.status, sayIn(locale), locale),
          files: [],
        };
      }
      const locale = part === 'person' ? session.locale : agentsLocale(session);
      const say = sayIn(locale);
      const message = showRelayed(words, say, locale);
      if (work.ref !== null || relay.files.length === 0) return { message, files: [] };
      const { files, lost } = await copiesFor(relay);
      return {
        message:
          lost.length === 0
            ? message
            : {
                ...message,
                parts: [
                  ...message.parts,
                  { type: 'hint', text: say('relay.files_lost', { names: lost.join(', ') }) },
                ],
              },
        files,
      };
    },
  };
};

export const wordsOf = (relay: Relay): RelayedWords => ({
  message_id: relay.message_id,
  direction: relay.direction,
  author: relay.author.name ?? relay.author.id,
  text: relay.text,
  edited: relay.edited,
  files: relay.files,
  over_line: relay.over_line,
});
