import type { User } from '../../engine/command.ts';
import type { Helper } from '../../engine/escalation.ts';
import type { Message, Press } from '../../engine/message.ts';
import { showForWhom, showHelpNews, showInvitation } from '../../engine/show/help.ts';
import type { FoundProblem, HelpNews } from '../../engine/show/help.ts';
import type { Locale } from '../../engine/template.ts';
import type { ConversationId, MessageId, PersonId } from '../../ids.ts';
import type { Input, Keep, Receipt } from '../channel.ts';
import { messageLeaseMs } from '../lease.ts';
import type { Ground, MessageRow } from '../ports.ts';
import type { Begin } from './begin.ts';
import type { Receipts } from './receipts.ts';

type Pressing = Extract<Input, { type: 'press' | 'submit' }>;
type OnMessage = Extract<Input, { type: 'troubleshoot' }>;

/** Somebody of the team found a problem in another person's message; kept until the author has answered. */
interface Found {
  readonly helper: Helper;
  readonly author: User;
  readonly conversation: ConversationId;
  readonly problem: string;
  /** The invitation, once it was sent. */
  readonly invitation: MessageId | null;
}

const keyOf = (id: string): string => `help:${id}`;

/** Help for whoever wrote a message, begun by somebody of the team: nothing begins before the author agreed. */
export const createHelpAuthor = (
  { store, texts, clock, ids, after }: Pick<Ground, 'store' | 'texts' | 'clock' | 'ids' | 'after'>,
  parts: {
    readonly begin: Begin;
    readonly receipts: Receipts;
    readonly keep: Keep;
    readonly mayHelp: (person: PersonId, conversation: ConversationId) => Promise<boolean>;
  },
) => {
  const { begin, receipts, keep, mayHelp } = parts;
  const sayIn =
    (locale: Locale) =>
    (key: string, params?: Readonly<Record<string, string | number>>): string =>
      texts.say(locale, key, params);
  const lease = () => ({
    token: ids.message(),
    until: new Date(clock.now().getTime() + messageLeaseMs),
  });

  const asked = (id: string, { author, problem }: Found): FoundProblem => ({ id, author, problem });
  const called = ({ id, name }: Pick<User, 'id' | 'name'>): string => name ?? id;

  const tell = async (
    conversation: ConversationId,
    person: PersonId,
    content: Message,
    { id = ids.message(), once }: { readonly id?: MessageId; readonly once: string },
  ): Promise<void> => {
    const row: MessageRow = {
      message_id: id,
      session_id: null,
      conversation,
      person,
      role: 'note',
      wanted: 0,
      shown: -1,
      ref: null,
      content,
      attempts: 0,
    };
    const held = lease();
    const posted = await store.post([row], null, once, held);
    if (posted !== 'duplicate' && posted.leased.length > 0) after.send([row], null, held.token);
  };
  const tellHelper = async (id: string, { helper, author }: Found, news: HelpNews): Promise<void> =>
    await tell(
      helper.conversation,
      helper.id,
      showHelpNews(news, called(author), sayIn(helper.locale), helper.locale),
      { once: `${keyOf(id)}:${news}` },
    );

  const answered = async ({ invitation, author, helper }: Found, news: HelpNews): Promise<void> => {
    if (invitation === null) return;
    const held = lease();
    const content = showHelpNews(news, called(helper), sayIn(author.locale), author.locale);
    const row = await store.reword(invitation, content, held);
    if (row) after.send([row], null, held.token);
  };

  const told = (locale: Locale, news: HelpNews, name = ''): Receipt => ({
    kind: 'told',
    message: showHelpNews(news, name, sayIn(locale), locale),
  });

  /** Asked once, however often it is pressed. */
  const invite = async (id: string, found: Found, locale: Locale): Promise<Receipt> => {
    const { author, conversation, helper } = found;
    if (found.invitation === null) {
      const invitation = `help_${id}` as MessageId;
      await keep.put(keyOf(id), { ...found, invitation });
      await tell(
        conversation,
        author.id,
        showInvitation(asked(id, found), helper, sayIn(author.locale), author.locale),
        { id: invitation, once: `${keyOf(id)}:invited` },
      );
    }
    return told(locale, 'invited', called(author));
  };

  const accept = async (input: Pressing, id: string, found: Found): Promise<Receipt> => {
    const { conversation, helper, problem } = found;
    const begun = await begin.start({ ...input, conversation, key: `${keyOf(id)}:begun` }, problem, {
      helper,
    });
    await answered(found, 'answered');
    await tellHelper(id, found, 'accepted');
    await keep.remove(keyOf(id));
    return begun;
  };

  const decline = async (id: string, found: Found): Promise<Receipt> => {
    await answered(found, 'no_help');
    await tellHelper(id, found, 'declined');
    await keep.remove(keyOf(id));
    return told(found.author.locale, 'no_help');
  };

  return {
    /** `null` where nobody but the presser can be meant. */
    async offered(input: OnMessage, problem: string | null): Promise<Receipt | null> {
      const { author, user, conversation } = input;
      if (!author || problem === null || author.user.id === user.id) return null;
      if (!(await mayHelp(user.id, conversation))) return null;
      const id = ids.message();
      const found: Found = {
        helper: { id: user.id, name: user.name, conversation, locale: user.locale },
        author: { ...author.user, locale: texts.nearest(author.user.locale) },
        conversation: author.conversation,
        problem,
        invitation: null,
      };
      await keep.put(keyOf(id), found);
      return {
        kind: 'told',
        message: showForWhom(asked(id, found), sayIn(user.locale), user.locale),
      };
    },

    async pressed(input: Pressing, { move, arg }: Press): Promise<Receipt> {
      const { user } = input;
      const found = arg === null ? null : ((await keep.get(keyOf(arg))) as Found | null);
      if (arg === null || found === null) return told(user.locale, 'gone');
      const forAuthor = move === 'accept_help' || move === 'decline_help';
      if (user.id !== (forAuthor ? found.author.id : found.helper.id))
        return receipts.noted('not_yours', user.locale);
      switch (move) {
        case 'for_author':
          return await invite(arg, found, user.locale);
        case 'accept_help':
          return await accept(input, arg, found);
        case 'decline_help':
          return await decline(arg, found);
        default:
          await keep.remove(keyOf(arg));
          return await begin.start({ ...input, conversation: found.helper.conversation }, found.problem);
      }
    },
  };
};

/** Whether a button is one of those that `pressed` answers. */
export const isAboutHelp = ({ move }: Press): boolean =>
  move === 'for_me' || move === 'for_author' || move === 'accept_help' || move === 'decline_help';
