import type { Offer, User } from '../../engine/command.ts';
import type { SessionId } from '../../ids.ts';
import type { NewIds, Picker, Templates } from '../ports.ts';
import type { Decided } from './decisions.ts';
import { guidesFor, offerFrom } from './guides.ts';
import { knownOf } from './known.ts';
import type { Adviser } from './port.ts';

/** What a session begins with, and what a model was asked for it. */
export interface Advised {
  readonly offer: Offer;
  readonly decided?: Decided;
}

/**
 * Where nothing waits to be acknowledged, a model is asked before the session begins: who began it gets the guides at
 * once. Whatever goes wrong with the model, the words decide.
 */
export const createBeforeStart =
  ({
    picker,
    templates,
    adviser,
    mayAsk,
    ids,
    log,
  }: {
    /** By the words alone. */
    readonly picker: Picker;
    readonly templates: Templates;
    readonly adviser: Adviser;
    readonly mayAsk: () => Promise<boolean>;
    readonly ids: Pick<NewIds, 'decision'>;
    readonly log: { warn(fields: object, text: string): void };
  }) =>
  async (session_id: SessionId, problem: string, user: User): Promise<Advised> => {
    const offer = await picker.pick(problem, user.locale);
    try {
      if (offer.confidence === 'sure' || !(await mayAsk())) return { offer };
      const choice = await guidesFor({ picker, templates }, problem, user.locale);
      if (choice.guides.length === 0) return { offer };
      const advice = await adviser.ask({
        kind: 'pick',
        words: problem,
        locale: user.locale,
        guides: choice.guides,
        may_ask: true,
        known: knownOf({ user, chosen: null }),
      });
      const advised = offerFrom(advice, choice, offer);
      const decision_id = ids.decision();
      const { options } = choice;
      return {
        offer: advised ?? offer,
        decided: { decision_id, session_id, reply: null, advice, options, used: advised !== null },
      };
    } catch (error) {
      log.warn({ err: error }, 'asking a model failed: what the words say stands');
      return { offer };
    }
  };
export type BeforeStart = ReturnType<typeof createBeforeStart>;
