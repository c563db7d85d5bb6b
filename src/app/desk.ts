import type { Offer, StartCommand, User } from '../engine/command.ts';
import type { Form, FormName, Message, Press, PressMove } from '../engine/message.ts';
import { cleanText } from '../engine/plain-text.ts';
import { previewTemplate } from '../engine/render-template.ts';
import { describeForm, longestText, showForm } from '../engine/show/forms.ts';
import { fold } from '../engine/show/fold.ts';
import { show } from '../engine/show/index.ts';
import { isOver } from '../engine/session.ts';
import type { Session } from '../engine/session.ts';
import type { Template } from '../engine/template.ts';
import { understand } from '../engine/understand.ts';
import { parseMessageId, parseTemplateId } from '../ids.ts';
import type { SessionId } from '../ids.ts';
import type { Desk, Home, Input, Receipt } from './channel.ts';
import { isGreeting } from './greetings.ts';
import { openNote, plainNote, problemIn, unsureNote } from './notes.ts';
import type { Ground, Loaded } from './ports.ts';
import { commandOf } from './press.ts';
import type { Choosing } from './press.ts';
import { createScreen, templateOf } from './screen.ts';
import { leaseMs } from './sessions.ts';
import type { MakeCommand, Outcome, Placing, Sessions } from './sessions.ts';
import { typed } from './typed.ts';

/** "It broke again" goes on from what was solved this long ago at most. */
const reopenWithinMs = 7 * 24 * 3_600_000;
/** Two presses of one button closer together than this are one finger. */
const doubleClickMs = 5_000;
const popularAtMost = 3;
/** Presses that begin something, or ask the picker: the others are commands on the session as it stands. */
const beginnings: readonly PressMove[] = ['start', 'reopen', 'go_on', 'start_new', 'describe'];

/** Answers what people do on every chat platform. */
export const createDesk = (ground: Ground, sessions: Sessions): Desk => {
  const { store, templates, picker, people, texts, clock, ids, after } = ground;
  const screen = createScreen(templates, texts, ground.guideOf);

  const refused = (code: string, note: string, fields: Readonly<Record<string, string>> = {}): Receipt => ({
    kind: 'refused',
    code,
    note,
    fields,
  });

  /** Says something once, durably; with `redraw`, shows the session again as it stands. */
  const note = async (input: Input, message: Message | null, redraw: Loaded | null, id = ids.message()) => {
    const token = ids.message();
    const row = message && {
      message_id: id,
      session_id: redraw?.session.session_id ?? null,
      conversation: input.conversation,
      person: input.user.id,
      role: 'note' as const,
      wanted: 0,
      shown: -1,
      ref: null,
      content: message,
      attempts: 0,
    };
    const head = redraw?.head ?? null;
    const lease = { token, until: new Date(clock.now().getTime() + leaseMs) };
    const posted = await store.post(
      row ? [row] : [],
      message ? null : (head?.message_id ?? null),
      input.key,
      lease,
    );
    if (posted === 'duplicate') return false;
    const leased = posted.leased.flatMap((mine) => {
      const known = mine.message_id === row?.message_id ? row : head;
      return known ? [{ ...known, ref: mine.ref, attempts: mine.attempts }] : [];
    });
    if (leased.length > 0) after.send(leased, row ? null : (redraw?.session ?? null), token);
    return true;
  };

  const says = async (input: Input, loaded: Loaded, message: Message): Promise<Receipt> =>
    (await note(input, message, { ...loaded, head: null }))
      ? { kind: 'accepted', session: loaded.session, note: null }
      : { kind: 'duplicate' };

  const popular = async (user: User): Promise<Offer> => {
    const used = await store.popular(popularAtMost);
    const all = await templates.all();
    const idsInOrder = [...new Set([...used, ...all.map(({ template_id }) => template_id)])];
    const found: Template[] = [];
    for (const id of idsInOrder) {
      const template = found.length < popularAtMost ? await templates.newest(id, user.locale) : null;
      if (template) found.push(template);
    }
    return {
      confidence: 'unsure',
      candidates: found.map((template) => ({
        template_id: template.template_id,
        score: 0,
        ...previewTemplate(template, {}),
      })),
    };
  };

  const start = async (
    input: Input,
    problem: string | null,
    options: { template?: Template | null; previous?: SessionId | null; escalate?: string | null } = {},
  ): Promise<Receipt> => {
    const open = await store.latest(input.user.id, input.conversation);
    if (open && !isOver(open.session)) {
      const id = ids.message();
      const message = openNote(open.session, problem, id, texts);
      return (await note(input, message, { ...open, head: null }, id))
        ? { kind: 'accepted', session: open.session, note: null }
        : { kind: 'duplicate' };
    }
    const text = problem === null || isGreeting(problem) ? null : problem;
    const command: StartCommand = {
      type: 'start',
      session_id: ids.session(),
      channel: input.channel,
      conversation: input.conversation,
      user: input.user,
      problem: text,
      offer: text === null ? await popular(input.user) : await picker.pick(text, input.user.locale),
      template: options.template ?? null,
      variables: {},
      previous: options.previous ?? null,
    };
    const outcome = await sessions.start(command, input.key);
    return receipt(input, outcome);
  };

  const receipt = async (input: Input, outcome: Outcome): Promise<Receipt> => {
    switch (outcome.kind) {
      case 'done':
        return { kind: 'accepted', session: outcome.session, note: null };
      case 'duplicate':
        return { kind: 'duplicate' };
      case 'not_found':
        return refused('unknown_session', texts.say(input.user.locale, 'note.unknown_session'));
      case 'session_open':
        return await start(input, null);
      case 'refused': {
        const { session, refused: code, errors } = outcome;
        const fields = await wordsFor(errors, session);
        const words =
          code === 'stale' || code === 'not_yours'
            ? texts.say(input.user.locale, `note.${code}`)
            : [texts.say(session.locale, `refused.${code}`), ...Object.values(fields)].join(' ');
        return refused(code, words, fields);
      }
    }
  };

  /** The fields that are wrong, in the person's words. */
  const wordsFor = async (
    errors: Extract<Outcome, { kind: 'refused' }>['errors'],
    session: Session,
  ): Promise<Record<string, string>> => {
    const template = await templateOf(templates, session);
    return Object.fromEntries(
      errors.map((error) => {
        const name = error.path.replace(/^variables\./, '');
        const variable = template?.variables.find((one) => one.name === name);
        const kinds: Readonly<Record<string, string>> = { missing: 'missing', too_long: 'shorter' };
        const key = kinds[error.code] ?? variable?.type ?? 'string';
        return [
          name,
          texts.say(session.locale, `invalid.${key}`, { choices: variable?.choices.join(', ') ?? '' }),
        ];
      }),
    );
  };

  /** A refusal of typed words is said where they were typed: nothing else would answer them. */
  const answered = async (input: Input, loaded: Loaded, result: Receipt): Promise<Receipt> =>
    result.kind === 'refused' && input.type === 'say'
      ? await says(input, loaded, plainNote(loaded.session.locale, result.note))
      : result;

  const run = async (input: Input, id: SessionId, make: MakeCommand, placing: Placing): Promise<Receipt> => {
    let language: string | null = null;
    const watched: MakeCommand = async (session, template) => {
      const command = await make(session, template);
      language = typeof command !== 'string' && command.type === 'change_language' ? command.locale : null;
      return command;
    };
    const outcome = await sessions.command(id, watched, { seen: input.key, placing });
    if (outcome.kind === 'done' && language !== null) {
      await people.setLocale(outcome.session.user.id, language, clock.now());
    }
    return await receipt(input, outcome);
  };

  const withTemplate = async (
    command: NonNullable<ReturnType<typeof commandOf>>,
    session: Session,
  ): Promise<
    Exclude<typeof command, Choosing> | Extract<Awaited<ReturnType<MakeCommand>>, { type: 'choose' }>
  > =>
    command.type === 'choosing'
      ? {
          type: 'choose',
          template_id: command.template_id,
          template: await templates.newest(command.template_id, session.locale),
        }
      : command;

  const said = async (input: Extract<Input, { type: 'say' }>, text: string): Promise<Receipt> => {
    const loaded = await store.latest(input.user.id, input.conversation);
    if (!loaded || isOver(loaded.session)) {
      if (loaded) {
        const rated = typed(text, loaded.session, null);
        if (rated.ask === 'command' && rated.command.type !== 'choosing') {
          const { command } = rated;
          return await run(input, loaded.session.session_id, () => command, 'below');
        }
      }
      if (!input.addressed) return { kind: 'ignored' };
      if (text === '') return await start(input, null);
      const meant = understand(text, { moves: ['human', 'help'] });
      if (meant.kind === 'move' && meant.move === 'human') return await handOver(input, text, null);
      return await start(input, meant.kind === 'move' ? null : text);
    }
    const { session } = loaded;
    const template = await templateOf(templates, session);
    if (text === '')
      return await says(input, loaded, plainNote(session.locale, texts.say(session.locale, 'note.empty')));
    const meant = typed(text, session, template);
    switch (meant.ask) {
      case 'command':
        return await answered(
          input,
          loaded,
          await run(input, session.session_id, (now) => withTemplate(meant.command, now), 'below'),
        );
      case 'describe': {
        const offer = await picker.pick(meant.problem, session.locale);
        return await answered(
          input,
          loaded,
          await run(
            input,
            session.session_id,
            () => ({ type: 'describe', problem: meant.problem, offer }),
            'below',
          ),
        );
      }
      case 'help':
        return await says(input, loaded, plainNote(session.locale, texts.say(session.locale, 'help.text')));
      case 'secret_in_chat':
        return await says(
          input,
          loaded,
          plainNote(session.locale, texts.say(session.locale, 'note.secret_in_chat')),
        );
      case 'which':
        return await says(input, loaded, unsureNote(session, text, meant.moves, texts));
      case 'nothing':
        if (!input.addressed) return { kind: 'ignored' };
        return session.phase.name === 'escalated'
          ? await says(
              input,
              loaded,
              plainNote(session.locale, texts.say(session.locale, 'note.with_the_team')),
            )
          : await says(input, loaded, unsureNote(session, text, [], texts));
    }
  };

  /** A human at once, whatever there is to hand over; without a session one is begun to hold it. */
  const handOver = async (input: Input, problem: string | null, reason: string | null): Promise<Receipt> => {
    const [open] = await store.open(input.user.id);
    const here = await store.latest(input.user.id, input.conversation);
    const target = here && !isOver(here.session) ? here : open;
    if (target) {
      return await run(
        input,
        target.session.session_id,
        () => ({ type: 'escalate', reason, priority: 'normal' }),
        'below',
      );
    }
    const begun = await sessions.start(
      {
        type: 'start',
        session_id: ids.session(),
        channel: input.channel,
        conversation: input.conversation,
        user: input.user,
        problem: problem ?? reason,
        offer: null,
        template: null,
        variables: {},
        previous: null,
      },
      null,
    );
    if (begun.kind !== 'done') return await receipt(input, begun);
    return await run(
      input,
      begun.session.session_id,
      () => ({ type: 'escalate', reason, priority: 'normal' }),
      'in_place',
    );
  };

  const pressed = async (
    input: Extract<Input, { type: 'press' | 'submit' }>,
    press: Press,
    values: Readonly<Record<string, string>>,
  ): Promise<Receipt> => {
    const problem = words(values['problem'] ?? '');
    if (press.session_id === null) {
      const wanted = press.arg === null ? null : parseTemplateId(press.arg);
      const template = wanted && (await templates.newest(wanted, input.user.locale));
      return await start(input, problem === '' ? null : problem, { template });
    }
    if (!beginnings.includes(press.move)) return await moved(input, press, values, press.session_id);
    const loaded = await store.load(press.session_id);
    if (!loaded) return refused('unknown_session', texts.say(input.user.locale, 'note.unknown_session'));
    const { session } = loaded;
    if (session.user.id !== input.user.id) {
      return refused('not_yours', texts.say(input.user.locale, 'note.not_yours'));
    }
    switch (press.move) {
      case 'start':
        return await start(input, problem === '' ? null : problem);
      case 'reopen':
        return await reopen(input, session);
      case 'go_on':
        return await goOn(loaded);
      case 'start_new': {
        const kept = press.arg === null ? null : parseMessageId(press.arg);
        const message = kept && (await store.message(kept));
        if (!isOver(session)) {
          await sessions.command(session.session_id, () => ({ type: 'cancel' }));
        }
        return await start(input, problemIn(message?.content ?? null));
      }
      case 'describe': {
        if (problem === '') {
          return refused('empty', texts.say(session.locale, 'note.empty'), {
            problem: texts.say(session.locale, 'note.empty'),
          });
        }
        const offer = await picker.pick(problem, session.locale);
        return await run(
          input,
          session.session_id,
          (now) => (now.version === press.version ? { type: 'describe', problem, offer } : 'stale'),
          'in_place',
        );
      }
      default:
        throw new Error(`The press ${press.move} begins nothing`);
    }
  };

  const moved = async (
    input: Extract<Input, { type: 'press' | 'submit' }>,
    press: Press,
    values: Readonly<Record<string, string>>,
    id: SessionId,
  ): Promise<Receipt> => {
    const result = await run(
      input,
      id,
      async (now, template) => {
        if (now.user.id !== input.user.id) return 'not_yours';
        if (now.version !== press.version) return 'stale';
        const command = commandOf(press, values, now, template);
        return command ? await withTemplate(command, now) : 'stale';
      },
      'in_place',
    );
    if (result.kind !== 'refused' || result.code !== 'stale') return result;
    const latest = await store.load(id);
    if (latest) await note({ ...input, key: null }, null, latest);
    const twice =
      latest?.session.version === press.version + 1 &&
      clock.now().getTime() - Date.parse(latest.session.updated_at) < doubleClickMs;
    return twice ? { kind: 'duplicate' } : result;
  };

  /** "It broke again": a new session that knows the old one and its guide. */
  const reopen = async (input: Input, session: Session): Promise<Receipt> => {
    const age = clock.now().getTime() - Date.parse(session.updated_at);
    if (session.phase.name !== 'resolved' || age > reopenWithinMs) {
      return await start(input, age > reopenWithinMs ? null : session.problem);
    }
    const template =
      session.chosen && (await templates.newest(session.chosen.pin.template_id, session.locale));
    const open = await store.latest(input.user.id, input.conversation);
    if (open && !isOver(open.session)) return await start(input, null);
    const outcome = await sessions.start(
      {
        type: 'start',
        session_id: ids.session(),
        channel: session.channel,
        conversation: session.conversation,
        user: session.user,
        problem: session.problem,
        offer: template
          ? {
              confidence: 'sure',
              candidates: [{ template_id: template.template_id, score: 1, ...previewTemplate(template, {}) }],
            }
          : await popular(input.user),
        template: null,
        variables: {},
        previous: session.session_id,
      },
      input.key,
    );
    return await receipt(input, outcome);
  };

  /** The session's message again, below what was said since. */
  const goOn = async (loaded: Loaded): Promise<Receipt> => {
    const { session } = loaded;
    const token = ids.message();
    const folded = fold(session, session, await screen.context(session));
    const until = new Date(clock.now().getTime() + leaseMs);
    const rows = await store.moveDown(session, ids.message(), folded, { token, until });
    after.send(rows, session, token);
    return { kind: 'accepted', session: loaded.session, note: null };
  };

  const words = (text: string): string => cleanText(text).trim().slice(0, longestText);

  /** The person's language: what they once chose by hand, else what their platform says, else the default. */
  const settled = async (input: Input): Promise<Input> => {
    const chosen = input.type === 'press' ? null : await people.locale(input.user.id);
    return { ...input, user: { ...input.user, locale: texts.nearest(chosen ?? input.user.locale) } };
  };

  return {
    async receive(arrived) {
      const input = await settled(arrived);
      switch (input.type) {
        case 'say':
          return await said(input, words(input.text));
        case 'troubleshoot': {
          const problem = words(input.problem ?? '');
          return await start(input, problem === '' ? null : problem);
        }
        case 'escalate':
          return await handOver(input, null, words(input.reason ?? '') || null);
        case 'press':
          return await pressed(input, input.press, {});
        case 'submit':
          return await pressed(input, input.press, input.values);
      }
    },

    async form(press: Press, name: FormName, user: User) {
      const say = (key: string): string => texts.say(texts.nearest(user.locale), key);
      if (press.session_id === null || press.move === 'start') {
        return { form: describeForm(say) };
      }
      const loaded = await store.load(press.session_id);
      if (!loaded) return { refused: 'unknown_session', note: say('note.unknown_session') };
      const { session } = loaded;
      if (session.user.id !== user.id) return { refused: 'not_yours', note: say('note.not_yours') };
      if (session.version !== press.version) return { refused: 'stale', note: say('note.stale') };
      const form: Form | null = showForm(name, session, await screen.context(session));
      return form ? { form } : { refused: 'stale', note: say('note.stale') };
    },

    async home(user: User): Promise<Home> {
      const locale = texts.nearest((await people.locale(user.id)) ?? user.locale);
      const say = (key: string): string => texts.say(locale, key);
      const open = await store.open(user.id);
      const { candidates } = await popular({ ...user, locale });
      const begin = (arg: string | null): Press => ({ session_id: null, version: 0, move: 'start', arg });
      return {
        locale,
        sessions: await Promise.all(
          open.map(async ({ session }) => ({
            session,
            message: show(session, await screen.context(session)),
          })),
        ),
        greeting: {
          summary: say('home.greeting'),
          locale,
          parts: [
            { type: 'text', text: say('home.greeting') },
            { type: 'hint', text: say('home.popular') },
            {
              type: 'options',
              items: candidates.map(({ name, description }) => ({ label: name, detail: description })),
            },
          ],
          actions: [
            {
              label: say('action.start'),
              press: begin(null),
              style: 'primary',
              place: 'row',
              form: 'describe',
            },
            ...candidates.map(({ template_id, name }) => ({
              label: name,
              press: begin(template_id),
              style: 'plain' as const,
              place: 'row' as const,
              form: null,
            })),
          ],
        },
      };
    },

    text: (locale, key, params) => texts.say(texts.nearest(locale), key, params),
  };
};
