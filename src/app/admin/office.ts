import type { Clock } from '../ports.ts';
import { masked } from './audit.ts';
import type { AuditLog } from './audit.ts';
import { mayDo } from './rights.ts';
import type { Actor } from './rights.ts';
import type { Answer, Asked, Ok, UseCase, UseCasesOf } from './use-cases.ts';
import { verbs } from './verbs.ts';
import type { Verb, VerbName } from './verbs.ts';

/** Where everything is administered, whoever asks and however. */
export interface Office {
  /** Checks, does, and writes down who did it. */
  do<V extends VerbName>(
    name: V,
    actor: Actor,
    asked: Asked<V>,
  ): Promise<Answer<V> | { readonly refused: 'forbidden' }>;
}

export const createOffice = (parts: {
  readonly useCases: UseCasesOf<VerbName>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly newAuditId: () => string;
}): Office => {
  const { useCases, audit, clock, newAuditId } = parts;

  const recorded = async <V extends VerbName>(
    action: string,
    one: UseCase<V>,
    actor: Actor,
    asked: Asked<V>,
  ): Promise<Answer<V>> => {
    const audit_id = newAuditId();
    await audit.begin(
      {
        audit_id,
        actor: actor.id,
        actor_name: actor.name,
        origin: actor.origin,
        action,
        target: one.target?.(asked, null) ?? null,
        before: masked((await one.before?.(asked)) ?? null),
      },
      clock.now(),
    );
    const answer = await one.run(asked, actor);
    if ('ok' in answer) {
      const ok = answer.ok as Ok<V>;
      const after = one.after?.(ok, asked) ?? null;
      await audit.settle(audit_id, { target: one.target?.(asked, ok) ?? null, after: masked(after) });
    } else await audit.drop(audit_id);
    return answer;
  };

  return {
    do: async (name, actor, asked) => {
      if (!mayDo(actor, name)) return { refused: 'forbidden' };
      const one: UseCase<typeof name> = useCases[name];
      const { audit: action }: Verb = verbs[name];
      return action === null ? await one.run(asked, actor) : await recorded(action, one, actor, asked);
    },
  };
};
