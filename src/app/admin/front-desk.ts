import type { Desk, Input } from '../channel.ts';
import type { Clock, Texts } from '../ports.ts';
import type { Settings } from '../settings.ts';
import { wordsOf } from '../words.ts';
import type { AdminChat } from './chat/index.ts';
import { createRateLimit, defaultRate } from './rate.ts';

/** `/troubleshoot forget-me`: a command among problems, so nothing else may stand beside it. */
const forgetMe = /^(?:forget[- ]me|olv[ií]dame)$/i;

/**
 * Whose limit it is beside the person's own: `slack:T1`, `discord:<guild>`, `teams:<tenant>`, else the channel. Nobody
 * shares a Discord person's direct messages, so nobody shares a limit with them there.
 */
const workspaceOf = ({ channel, conversation, user }: Input): string => {
  const parts = (channel === 'discord' ? conversation : user.id).split(':');
  if (channel === 'discord' && parts[1] === 'dm') return conversation;
  return parts.length > 2 ? parts.slice(0, 2).join(':') : (parts[0] ?? '');
};

/** In front of the desk: nobody asks for more than a person can, and whoever wants to be forgotten is heard. */
export const createFrontDesk = (
  desk: Desk,
  parts: {
    readonly admin: AdminChat;
    readonly settings: () => Promise<Settings>;
    readonly texts: Texts;
    readonly clock: Clock;
  },
): Desk => {
  const { admin, settings, texts, clock } = parts;
  const admit = createRateLimit(clock);
  return {
    ...desk,
    receive: async (input) => {
      const limits = { ...defaultRate, ...(await settings()).limits };
      const admission = admit(input.user.id, workspaceOf(input), limits);
      if (admission !== 'in') {
        // Told once: an answer to each of too many would be too many as well.
        return admission === 'silent'
          ? { kind: 'ignored' }
          : {
              kind: 'refused',
              code: 'too_fast',
              note: texts.say(texts.nearest(input.user.locale), 'note.too_fast'),
              fields: {},
            };
      }
      return input.type === 'troubleshoot' && forgetMe.test(wordsOf(input.problem ?? ''))
        ? await admin.receive(input, 'people forget-me')
        : await desk.receive(input);
    },
  };
};
