import type { User } from '../../../engine/command.ts';
import { actionArgLimit } from '../../../engine/message.ts';
import type { Action, Form, Message } from '../../../engine/message.ts';
import type { Locale } from '../../../engine/template.ts';
import type { Desk, Input, Receipt, SuggestedWords } from '../../channel.ts';
import type { Clock, Texts } from '../../ports.ts';
import type { Charts } from '../charts.ts';
import type { Claims } from '../claim.ts';
import type { Office } from '../office.ts';
import { mayDo } from '../rights.ts';
import type { RoleBook } from '../role-store.ts';
import { chatVerbs, synonym } from './grammar.ts';
import { helpScreen } from './help.ts';
import { hint, refusal, shown } from './screen.ts';
import type { Asking, Button, ChatVerb, Reply, Screen } from './screen.ts';
import { suggestWords } from './suggest.ts';
import { nearest, readWords } from './words.ts';

/** Words too long for a button, by a short name for them. */
export interface LongWords {
  keep(words: string): Promise<string>;
  find(name: string): Promise<string | null>;
}

export interface AdminChat {
  /** A page as a message, wherever it is to be shown. */
  draw(locale: Locale, screen: Screen): Promise<Message>;
  /** `values`: what a form brought along with the words of its button. */
  receive(input: Input, words: string, values?: Readonly<Record<string, string>>): Promise<Receipt>;
  form(words: string, user: User): ReturnType<Desk['form']>;
  /** What may be meant by words that are still being typed; nothing for those who may do nothing here. */
  suggest(typed: string, user: User): Promise<readonly SuggestedWords[]>;
}

/** How a button names words that do not fit in it. */
const kept = '@';

/** `/troubleshoot-admin …`: words, buttons and forms, all of them the same words in the end. */
export const createAdminChat = (parts: {
  readonly office: Office;
  readonly book: RoleBook;
  readonly claims: Claims;
  readonly texts: Texts;
  readonly clock: Clock;
  readonly longWords: LongWords;
  /** `null`: nobody can be shown any. */
  readonly charts: Charts | null;
}): AdminChat => {
  const { office, book, claims, texts, clock, longWords, charts } = parts;

  const action = async ({ label, words, style, place, form }: Button): Promise<Action> => ({
    label,
    press: {
      session_id: null,
      version: 0,
      move: 'admin',
      arg: words.length <= actionArgLimit ? words : `${kept}${await longWords.keep(words)}`,
    },
    style: style ?? 'plain',
    place: place ?? 'row',
    form: form === true ? 'admin' : null,
  });

  const draw = async (locale: Locale, { title, parts: content, buttons }: Screen): Promise<Message> => ({
    summary: title,
    locale,
    parts: [{ type: 'title', text: title }, ...content],
    actions: await Promise.all(buttons.map(action)),
  });

  /** `null`: a button so old that its words are forgotten. */
  const whole = async (words: string): Promise<string | null> =>
    words.startsWith(kept) ? await longWords.find(words.slice(kept.length)) : words;

  const askingOf = async (
    user: User,
    channel: Input['channel'],
    values: Readonly<Record<string, string>>,
  ): Promise<Omit<Asking, 'args' | 'options' | 'words'>> => {
    const locale = texts.nearest(user.locale);
    const actor = {
      kind: 'person',
      id: user.id,
      name: user.name,
      role: await book.roleOf(user.id),
      origin: channel,
    } as const;
    return {
      actor,
      locale,
      say: (key, params) => texts.say(locale, key, params),
      now: clock.now(),
      values,
      chart: (asked) => charts?.address({ ...asked, locale }, channel) ?? null,
      do: async (name, asked) => await office.do(name, actor, asked),
    };
  };

  const found = (
    typed: string,
    base: Omit<Asking, 'args' | 'options' | 'words'>,
  ): { readonly verb: ChatVerb; readonly asking: Asking } | { readonly reply: Reply } => {
    const { say } = base;
    const read = readWords(typed);
    if (read === null) return { reply: { refused: 'open_quote', note: say('admin.open_quote') } };
    const [first = 'help', second, ...rest] = read.args;
    const area = synonym(first);
    const { options } = read;
    const asking = (words: string, args: readonly string[]): Asking => ({ ...base, args, options, words });

    const alone = chatVerbs[area];
    if (alone) {
      const args = read.args.slice(1);
      return { verb: alone, asking: asking([area, ...args].join(' '), args) };
    }
    const within = Object.keys(chatVerbs)
      .filter((name) => name.startsWith(`${area} `))
      .map((name) => name.slice(area.length + 1));
    if (area === 'help') return { reply: helpScreen(asking('help', read.args.slice(1))) };
    if (within.length === 0) {
      const areas = [...new Set(Object.keys(chatVerbs).map((name) => name.split(' ')[0] ?? '')), 'help'];
      return { reply: unknown(base, first, nearest(area, areas), areas) };
    }
    const verb = synonym(second ?? within[0] ?? '');
    const known = chatVerbs[`${area} ${verb}`];
    return known
      ? { verb: known, asking: asking([area, verb, ...rest].join(' '), rest) }
      : {
          reply: unknown(
            base,
            `${area} ${second ?? ''}`,
            within.includes(verb) ? verb : nearest(verb, within),
            within,
            area,
          ),
        };
  };

  const unknown = (
    { say }: Pick<Asking, 'say'>,
    typed: string,
    meant: string | null,
    known: readonly string[],
    area: string | null = null,
  ): Reply => {
    const list = known.join(', ');
    if (meant === null)
      return { refused: 'unknown_command', note: say('admin.unknown', { typed, known: list }) };
    const words = area === null ? meant : `${area} ${meant}`;
    return {
      screen: {
        title: say('admin.did_you_mean', { typed, words }),
        parts: [{ type: 'text', text: say('admin.did_you_mean', { typed, words }) }],
        buttons: [{ label: words, words }],
      },
    };
  };

  /** The first admin of an installation: nobody could make them one. */
  const claimed = async (input: Input, code: string, say: Asking['say']): Promise<Reply> => {
    if (code === '') return { refused: 'incomplete', note: say('admin.claim_how') };
    const answer = await claims.claim(input.user, input.channel, code);
    if ('refused' in answer)
      return {
        refused: answer.refused,
        note: say(
          answer.refused === 'claim_wrong' ? 'admin.refused_claim_wrong' : 'admin.refused_claim_none',
        ),
      };
    return {
      screen: {
        title: say('admin.claimed'),
        parts: [{ type: 'status', tone: 'success', text: say('admin.claimed') }],
        buttons: [
          { label: say('admin.webhooks_add'), words: 'webhooks add', form: true, style: 'primary' },
          { label: say('admin.help'), words: 'help' },
        ],
      },
    };
  };

  /** Who typed too little for a verb with a form is offered that. */
  const orForm = async (
    { verb, asking }: { readonly verb: ChatVerb; readonly asking: Asking },
    reply: Reply,
  ): Promise<Reply> => {
    if (!('refused' in reply) || reply.refused !== 'incomplete' || !verb.form) return reply;
    const asked = await verb.form(asking);
    if ('screen' in asked || 'refused' in asked) return reply;
    const { say, words } = asking;
    return shown(
      asked.title,
      [hint(reply.note)],
      [{ label: say('admin.fill_in'), words, form: true, style: 'primary' }],
    );
  };

  const receiptOf = async (locale: Locale, reply: Reply): Promise<Receipt> =>
    'screen' in reply
      ? { kind: 'told', message: await draw(locale, reply.screen) }
      : { kind: 'refused', code: reply.refused, note: reply.note, fields: reply.fields ?? {} };

  return {
    draw,
    async receive(input, given, values = {}) {
      const words = await whole(given.trim());
      const base = await askingOf(input.user, input.channel, values);
      const { locale, say, actor } = base;
      if (words === null) return await receiptOf(locale, { refused: 'stale', note: say('note.stale') });
      const [, code] = /^claim(?:\s+(.*))?$/is.exec(words) ?? [];
      if (/^claim\b/i.test(words)) return await receiptOf(locale, await claimed(input, code ?? '', say));
      const one = found(words, base);
      if ('reply' in one) return await receiptOf(locale, one.reply);
      if (!mayDo(actor, one.verb.verb))
        return await receiptOf(locale, refusal(one.asking, { refused: 'forbidden' }));
      return await receiptOf(locale, await orForm(one, await one.verb.run(one.asking)));
    },

    async form(given, user) {
      const channel = channelOf(user);
      const words = await whole(given.trim());
      const base = await askingOf(user, channel, {});
      const { say } = base;
      const one = words === null ? null : found(words, base);
      if (one === null || 'reply' in one) return { refused: 'stale', note: say('note.stale') };
      if (!mayDo(base.actor, one.verb.verb))
        return { refused: 'forbidden', note: say('admin.refused_forbidden') };
      const asked = await one.verb.form?.(one.asking);
      if (asked === undefined || 'screen' in asked) return { refused: 'stale', note: say('note.stale') };
      if ('refused' in asked) return { refused: asked.refused, note: asked.note };
      const form: Form = {
        name: 'admin',
        title: asked.title,
        intro: null,
        submit: say('admin.save'),
        cancel: say('form.cancel'),
        fields: asked.fields,
        press: { session_id: null, version: 0, move: 'admin', arg: given.trim() },
      };
      return { form };
    },

    suggest: async (typed, user) => await suggestWords(typed, await askingOf(user, channelOf(user), {})),
  };
};

const channelOf = ({ id }: User): Input['channel'] => id.slice(0, id.indexOf(':')) as Input['channel'];
