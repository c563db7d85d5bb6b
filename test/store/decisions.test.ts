import { describe, expect, it } from '@jest/globals';
import type { Answer, DecisionStore } from '../../src/app/advice/decisions.ts';
import type { DecisionId, SessionId } from '../../src/ids.ts';
import { createVault } from '../../src/store/crypto.ts';
import { createDecisions } from '../../src/store/decisions.ts';
import { forgetDecisions } from '../../src/store/forget.ts';
import { createSessionStore } from '../../src/store/sessions.ts';
import { createTokenBudget } from '../../src/store/token-budget.ts';
import { forEachDatabase } from '../support/databases.ts';
import { anaStarts, later, noon } from './fixtures.ts';

const answer: Answer = {
  advice: {
    result: 'chosen',
    choice: 'vpn',
    details: { office: 'Lima' },
    spent: { model: 'mini', attempts: 2, prompt_tokens: 700, completion_tokens: 30, duration_ms: 812 },
  },
  options: [
    { id: 'vpn', score: 0.4 },
    { id: 'printer', score: 0.3 },
  ],
};

await forEachDatabase((_, open) => {
  const opened = async () => {
    const { dataSource } = await open();
    return {
      dataSource,
      store: createSessionStore(dataSource, createVault(Buffer.alloc(32, 7)), { now: () => noon }),
      decisions: createDecisions(dataSource),
    };
  };
  /** A session that owes a question to a model, in a conversation of its own. */
  const owes = (id: string) => ({
    ...anaStarts(`ses_${id}`, { conversation: `slack:T1:${id}` }),
    decision: { decision_id: `dec_${id}` as DecisionId, session_id: `ses_${id}` as SessionId, reply: null },
  });

  /** Everything that is due after so many seconds is taken; this one of it. */
  const claimed = async (decisions: DecisionStore, id: DecisionId, token: string, seconds: number) =>
    (await decisions.claim({ limit: 99, token, now: later(seconds), until: later(seconds + 30) })).find(
      ({ decision_id }) => decision_id === id,
    );

  describe('what is owed to a model', () => {
    it('is written with the command that owes it, and is in the hands of who wrote it', async () => {
      const { store, decisions } = await opened();
      const change = owes('one');
      expect(await store.append(change)).toMatchObject({ appended: 'done' });

      const { decision_id } = change.decision;
      expect(await claimed(decisions, decision_id, 'other', 0)).toBeUndefined();
      expect(await claimed(decisions, decision_id, 'other', 31)).toEqual({
        ...change.decision,
        tries: 2,
        answer: null,
      });
    });

    it('is not written where the command is not', async () => {
      const { store, decisions } = await opened();
      await store.append({ ...owes('two'), seen: 'slack:T1:two' });
      const again = { ...owes('three'), seen: 'slack:T1:two' };
      expect(await store.append(again)).toEqual({ appended: 'duplicate' });
      expect(await decisions.list('ses_three' as SessionId)).toEqual([]);
    });

    it('has its answer kept before it is used, and by who has it in hand alone', async () => {
      const { store, decisions } = await opened();
      const { decision_id, session_id } = owes('four').decision;
      await store.append(owes('four'));
      expect(await decisions.answered(decision_id, 'nobody', answer)).toBe(false);
      expect(await decisions.answered(decision_id, 'lease_ses_four', answer)).toBe(true);

      expect(await claimed(decisions, decision_id, 'new', 31)).toMatchObject({ answer });
      await decisions.settle(decision_id, 'lease_ses_four', true, later(40));
      expect(await decisions.list(session_id)).toMatchObject([{ used: null }]);
      await decisions.settle(decision_id, 'new', true, later(40));
      expect(await decisions.list(session_id)).toEqual([
        {
          decision_id,
          kind: 'pick',
          created_at: noon.toISOString(),
          result: 'chosen',
          options: answer.options,
          choice: 'vpn',
          question: null,
          details: ['office'],
          used: true,
          ...answer.advice.spent,
        },
      ]);
      expect(await claimed(decisions, decision_id, 'x', 900)).toBeUndefined();
    });

    it('forgets what the person wrote once it is settled', async () => {
      const { dataSource, store, decisions } = await opened();
      const change = owes('five');
      const reply = { words: 'it is green now', version: 1, note: 'msg_1' as never };
      await store.append({ ...change, decision: { ...change.decision, reply } });
      await decisions.answered(change.decision.decision_id, 'lease_ses_five', answer);
      await decisions.settle(change.decision.decision_id, 'lease_ses_five', true, later(1));
      const [row] = await dataSource.query<object[]>(
        'SELECT kind, reply, answer FROM support_decisions WHERE decision_id = $1',
        [change.decision.decision_id],
      );
      expect(row).toEqual({ kind: 'reply', reply: null, answer: null });
    });

    it('may have been asked before the session began', async () => {
      const { store, decisions } = await opened();
      const change = owes('six');
      await store.append({ ...change, decision: { ...change.decision, ...answer, used: true } });
      expect(await decisions.list(change.session.session_id)).toMatchObject([
        { result: 'chosen', choice: 'vpn', used: true, prompt_tokens: 700 },
      ]);
      expect(await claimed(decisions, change.decision.decision_id, 'x', 900)).toBeUndefined();
    });

    it('is forgotten when it is old, what is open never', async () => {
      const { dataSource, store, decisions } = await opened();
      await store.append(owes('seven'));
      const settled = owes('eight');
      await store.append({ ...settled, decision: { ...settled.decision, ...answer, used: false } });
      await createTokenBudget(dataSource).take('2026-02-01', 10, 100);
      while ((await forgetDecisions(dataSource, later(3_600), 2)) > 0);
      expect(await decisions.list('ses_eight' as SessionId)).toEqual([]);
      expect(await decisions.list('ses_seven' as SessionId)).toHaveLength(1);
      expect(await dataSource.query('SELECT * FROM support_model_tokens')).toEqual([]);
    });
  });

  describe('the tokens of a day', () => {
    it('are taken by all together, and never more than there are', async () => {
      const { dataSource } = await open();
      const [first, second] = [createTokenBudget(dataSource), createTokenBudget(dataSource)];
      const taken = await Promise.all(
        Array.from({ length: 20 }, (_unused, i) =>
          (i % 2 === 0 ? first : second).take('2026-05-01', 100, 1_050),
        ),
      );
      expect(taken.filter(Boolean)).toHaveLength(10);

      await first.correct('2026-05-01', -60);
      expect(await second.take('2026-05-01', 100, 1_050)).toBe(true);
      expect(await second.take('2026-05-01', 100, 1_050)).toBe(false);
      expect(await second.take('2026-05-02', 100, 1_050)).toBe(true);
      expect(await second.take('2026-05-03', 100, 99)).toBe(false);
    });
  });
});
