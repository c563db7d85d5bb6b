import type { Session } from '../../engine/session.ts';
import type { Message, Part } from '../../engine/message.ts';
import { action } from '../../engine/show/context.ts';
import type { Locale } from '../../engine/template.ts';
import type { EscalationId } from '../../ids.ts';
import type { Input, Receipt } from '../channel.ts';
import type { Ground } from '../ports.ts';
import type { Escalations } from '../rest.ts';
import type { Answers } from './answers.ts';
import type { Crossing } from './crossing.ts';
import type { Deed, Deeds } from './deeds.ts';
import type { HandOffs } from './ports.ts';
import type { Rights } from './rights.ts';
import { agentVerbNames } from './verbs.ts';
import type { AgentVerb, Asked } from './verbs.ts';

const listedAtMost = 10;

/** `/troubleshoot-agent …`, and the same words after a mention in a hand-off's thread. */
export const createAgentWords = (
  { store }: Pick<Ground, 'store'>,
  parts: {
    readonly rights: Rights;
    readonly answers: Answers;
    readonly deeds: Deeds;
    readonly crossing: Crossing;
    readonly handOffs: HandOffs;
    readonly escalations: Escalations;
  },
) => {
  const { rights, answers, deeds, crossing, handOffs, escalations } = parts;
  const { say } = answers;

  const told = (
    locale: Locale,
    title: string,
    shown: readonly Part[],
    actions: Message['actions'] = [],
  ): Receipt => ({
    kind: 'told',
    message: {
      summary: title,
      locale,
      parts: [{ type: 'text', text: title }, ...shown],
      actions,
    },
  });

  const help = (locale: Locale): Receipt =>
    told(locale, say(locale, 'agent_help.title'), [
      {
        type: 'facts',
        label: null,
        items: agentVerbNames.map((verb) => ({
          name: say(locale, `agent_help.${verb}_form`),
          value: say(locale, `agent_help.${verb}`),
        })),
      },
    ]);

  const how = (locale: Locale, verb: AgentVerb): Receipt => ({
    kind: 'refused',
    code: 'bad_words',
    note: say(locale, 'agent.how', {
      form: say(locale, `agent_help.${verb}_form`),
      what: say(locale, `agent_help.${verb}`),
    }),
    fields: {},
  });

  const lineOf = ({ user, problem, escalation }: Session, locale: Locale): string => {
    const who =
      escalation?.status === 'claimed'
        ? say(locale, 'agent.listed_claimed', {
            name: escalation.assignee_name ?? escalation.assignee ?? '',
          })
        : say(locale, 'agent.listed_open');
    const priority = say(locale, `priority.${escalation?.priority ?? 'normal'}`);
    return [who, priority, user.name ?? user.id, problem ?? ''].filter((text) => text !== '').join(' · ');
  };

  const sessionsOf = async (agent: Input['user']['id'] | null): Promise<readonly Session[]> => {
    const open = await handOffs.open(agent, listedAtMost + 1);
    const loaded = await Promise.all(open.map(({ session_id }) => store.load(session_id)));
    return loaded.flatMap((one) => (one ? [one.session] : []));
  };

  const list = async ({ user }: Input, mine: boolean, title: string): Promise<Receipt> => {
    const { locale } = user;
    const all = await sessionsOf(mine ? user.id : null);
    if (all.length === 0) return told(locale, say(locale, mine ? 'agent.none_mine' : 'agent.none'), []);
    const shown = all.slice(0, listedAtMost);
    return told(
      locale,
      title,
      [
        {
          type: 'options',
          items: shown.map((session) => ({
            label: session.escalation?.escalation_id ?? '',
            detail: lineOf(session, locale),
          })),
        },
        ...(all.length > shown.length ? [{ type: 'hint', text: say(locale, 'agent.more') } as const] : []),
      ],
      shown
        .filter(({ escalation }) => escalation?.status === 'open')
        .map((session) =>
          action(
            session,
            'claim',
            say(locale, 'agent.claim_of', { name: session.user.name ?? session.user.id }),
          ),
        ),
    );
  };

  const byId = async (id: EscalationId): Promise<Session | null> => {
    const row = await escalations.find(id);
    const loaded = row && (await store.load(row.session_id));
    return loaded?.session.escalation?.escalation_id === id ? loaded.session : null;
  };

  /** The one that is meant: by its id, by the thread, else the only one it can be. */
  const target = async (
    { conversation, user }: Input,
    id: EscalationId | null,
    verb: AgentVerb,
  ): Promise<Session | 'which' | null> => {
    if (id) return await byId(id);
    const inThread = await handOffs.byThread(conversation);
    const loaded = inThread && (await store.load(inThread));
    // In a case's thread that case is meant, closed or not: nobody else's.
    if (loaded) return loaded.session;
    const all = await sessionsOf(verb === 'claim' || verb === 'assign' ? null : user.id);
    const fitting = verb === 'claim' ? all.filter(({ escalation }) => escalation?.status === 'open') : all;
    return fitting.length > 1 ? 'which' : (fitting[0] ?? null);
  };

  const withTarget = async (
    input: Input,
    id: EscalationId | null,
    verb: AgentVerb,
    then: (session: Session) => Promise<Receipt>,
  ): Promise<Receipt> => {
    const { locale } = input.user;
    const session = await target(input, id, verb);
    if (session === 'which') {
      const mine = verb !== 'claim';
      // Everybody's cases are for those who may act on them.
      return mine || (await rights.mayAct(input.user.id, input.conversation, null))
        ? await list(input, mine, say(locale, 'agent.which'))
        : answers.mayNot(locale);
    }
    if (!(await rights.mayAct(input.user.id, input.conversation, session))) return answers.mayNot(locale);
    return session ? await then(session) : answers.unknown(locale);
  };

  return async (input: Input, asked: Asked | null): Promise<Receipt> => {
    const { user } = input;
    const { locale } = user;
    const agent = { id: user.id, name: user.name };
    switch (asked?.ask) {
      case undefined:
      case 'help':
        return help(locale);
      case 'how':
        return how(locale, asked.verb);
      case 'list':
        return (await rights.mayAct(user.id, input.conversation, null))
          ? await list(input, asked.mine, say(locale, asked.mine ? 'agent.mine' : 'agent.all'))
          : answers.mayNot(locale);
      case 'reply':
        return await withTarget(input, asked.id, 'reply', async ({ session_id, user: person }) => {
          const { outcome } = await crossing.say(session_id, {
            direction: 'to_person',
            author: agent,
            text: asked.text,
            seen: input.key,
          });
          return answers.of(outcome, locale, say(locale, 'agent.sent', { name: person.name ?? person.id }));
        });
      case 'deed':
        return await withTarget(input, asked.id, asked.verb, async ({ session_id, escalation }) => {
          const outcome = await deeds(session_id, named(asked.deed, input), agent, {
            seen: input.key,
            fits: (now) => now.escalation?.escalation_id === escalation?.escalation_id,
          });
          return answers.of(outcome, locale, say(locale, `agent_done.${asked.deed.do}`));
        });
    }
  };
};
/** Who was mentioned is called as the platform calls them. */
const named = (deed: Deed, input: Input): Deed => {
  if (deed.do !== 'assign' || deed.to.name !== null || input.type !== 'say') return deed;
  const { id } = deed.to;
  const mentioned = input.people?.find((one) => one.id === id);
  return mentioned ? { do: 'assign', to: { id, name: mentioned.shown.replace(/^@/, '') } } : deed;
};
export type AgentWords = ReturnType<typeof createAgentWords>;
