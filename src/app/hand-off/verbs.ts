import { priorities } from '../../engine/escalation.ts';
import type { Agent, Priority } from '../../engine/escalation.ts';
import { parseEscalationId, parsePersonId, parseTemplateId } from '../../ids.ts';
import type { EscalationId } from '../../ids.ts';
import type { Deed } from './deeds.ts';

/** What an agent can type, in every language that people type here. */
export const agentVerbs = {
  list: ['list', 'lista', 'listar', 'todas'],
  mine: ['mine', 'mias', 'mios'],
  claim: ['claim', 'take', 'tomar', 'tomo'],
  release: ['release', 'soltar', 'suelto', 'liberar'],
  reply: ['reply', 'answer', 'responder', 'responde'],
  return: ['return', 'back', 'devolver', 'volver'],
  guide: ['guide', 'guia'],
  priority: ['priority', 'prioridad'],
  assign: ['assign', 'asignar', 'asigna'],
  escalate: ['escalate', 'pass', 'escalar', 'pasar'],
  resolve: ['resolve', 'close', 'resolver', 'cerrar'],
  line: ['line', 'linea'],
  help: ['help', 'ayuda'],
} as const;
export type AgentVerb = keyof typeof agentVerbs;

export const agentVerbNames = Object.keys(agentVerbs) as readonly AgentVerb[];

/** What typed words ask for. */
export type Asked =
  | { readonly ask: 'help' }
  | { readonly ask: 'list'; readonly mine: boolean }
  | { readonly ask: 'reply'; readonly id: EscalationId | null; readonly text: string }
  | { readonly ask: 'deed'; readonly verb: AgentVerb; readonly id: EscalationId | null; readonly deed: Deed }
  /** The verb is known, what follows is not: its line of the help says what does. */
  | { readonly ask: 'how'; readonly verb: AgentVerb };

const priorityWords: Readonly<Record<Priority, readonly string[]>> = {
  low: ['low', 'baja'],
  normal: ['normal'],
  high: ['high', 'alta'],
  urgent: ['urgent', 'urgente'],
};
const unsolvedWords = ['unsolved', 'no', 'not', 'sin', 'unresolved'];
const solvedWords = ['', 'solved', 'yes', 'si', 'resuelto'];
const openWords = ['on', 'open', 'abrir', 'abierta', 'si', 'yes'];
const closeWords = ['off', 'close', 'closed', 'cerrar', 'cerrada', 'no'];

const plain = (word: string): string => word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

/** Where commands cannot be given, people mention the bot and type the whole command all the same. */
const commandItself = /^\/?troubleshoot-agent(?=\s|$)\s*/i;

/** `null` where the words do not begin with a verb: then they are talk. */
export const readAgentWords = (words: string, self: Agent): Asked | null => {
  const [, first = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(words.trim().replace(commandItself, '')) ?? [];
  if (first === '') return { ask: 'help' };
  const verb = agentVerbNames.find((name) =>
    agentVerbs[name].some((one) => one === plain(first.replace(/^\//, ''))),
  );
  if (!verb) return null;
  const [, maybeId = '', after = ''] = /^(\S*)\s*([\s\S]*)$/.exec(rest) ?? [];
  const id = maybeId.startsWith('esc_') ? parseEscalationId(maybeId) : null;
  const text = (id ? after : rest).trim();
  switch (verb) {
    case 'help':
      return { ask: 'help' };
    case 'list':
    case 'mine':
      return { ask: 'list', mine: verb === 'mine' };
    case 'reply':
      return text === '' ? { ask: 'how', verb } : { ask: 'reply', id, text };
    default: {
      const deed = deedIn(verb, plain(text), text, self);
      return deed ? { ask: 'deed', verb, id, deed } : { ask: 'how', verb };
    }
  }
};

const deedIn = (
  verb: Exclude<AgentVerb, 'help' | 'list' | 'mine' | 'reply'>,
  word: string,
  text: string,
  self: Agent,
): Deed | null => {
  switch (verb) {
    case 'claim':
    case 'release':
      return { do: verb };
    case 'escalate':
      return { do: 'pass_on' };
    case 'return':
      if (word === '') return { do: 'return', step: null };
      return /^\d{1,3}$/.test(word) ? { do: 'return', step: Number(word) } : null;
    case 'guide': {
      const template_id = parseTemplateId(text);
      return template_id && { do: 'start_guide', template_id };
    }
    case 'priority': {
      const priority = priorities.find((one) => priorityWords[one].includes(word));
      return priority ? { do: 'prioritise', priority } : null;
    }
    case 'assign': {
      if (['me', 'mi', 'yo'].includes(word)) return { do: 'assign', to: self };
      const id = parsePersonId(text);
      return id && { do: 'assign', to: { id, name: null } };
    }
    case 'resolve': {
      const [answer = ''] = word.split(/\s+/);
      if (unsolvedWords.includes(answer)) return { do: 'close', solved: false };
      return solvedWords.includes(answer) ? { do: 'close', solved: true } : null;
    }
    case 'line':
      if (openWords.includes(word)) return { do: 'line', open: true };
      return closeWords.includes(word) ? { do: 'line', open: false } : null;
  }
};
