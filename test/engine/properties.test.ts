import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { replay } from '../../src/engine/apply.ts';
import { checkTemplate } from '../../src/engine/check-template.ts';
import { decodePress, encodePress, formNames, moves } from '../../src/engine/message.ts';
import type { Press } from '../../src/engine/message.ts';
import { isOpen, isOver } from '../../src/engine/session.ts';
import type { Session } from '../../src/engine/session.ts';
import { fold } from '../../src/engine/show/fold.ts';
import { showForm } from '../../src/engine/show/forms.ts';
import { show } from '../../src/engine/show/index.ts';
import type { SessionId } from '../../src/ids.ts';
import { secretValue, story, world as anyWorld } from './arbitraries.ts';
import type { Story, World } from './arbitraries.ts';
import { screenOf, texts } from './screen.ts';
import { actionsIn, commandBehind, scenesOf } from './stories.ts';
import { after, decideIn, human, play } from './support.ts';
import type { Scene } from './support.ts';

const always = (rule: (scenes: readonly Scene[], world: World) => void, numRuns = 100): void => {
  fc.assert(
    fc.property(story, (told: Story) => rule(scenesOf(told), told.world)),
    { numRuns },
  );
};

const sessionOf = ({ session }: Scene): Session => {
  if (!session) throw new Error('Nothing happened');
  return session;
};

describe('whatever happens in whatever guide', () => {
  it('the guides are such as would be published', () => {
    fc.assert(
      fc.property(anyWorld, ({ templates }) => expect(templates.flatMap(checkTemplate)).toEqual([])),
      { numRuns: 50 },
    );
  });

  it('versions grow by one with each accepted command', () => {
    always((scenes) => {
      const versions = scenes.filter(({ entries }, at) => entries !== scenes[at - 1]?.entries);
      expect(versions.map((scene) => sessionOf(scene).version)).toEqual(versions.map((_, at) => at + 1));
    });
  });

  it('what leaves for the outside is numbered without a gap', () => {
    always((scenes) => {
      const last = scenes.at(-1);
      const left = (last?.entries ?? []).flatMap(({ outward }) => (outward ? [outward.data.sequence] : []));
      expect(left).toEqual(left.map((_, at) => at + 1));
      expect(last?.session?.sequence).toBe(left.length);
    });
  });

  it('replaying the events gives the same session', () => {
    always((scenes) => {
      for (const { entries, session } of scenes) {
        expect(replay(entries.map(({ recorded }) => recorded))).toEqual(session);
      }
    });
  });

  it('a step has a result at most once for each time it was shown', () => {
    const shows = ['step_shown', 'went_back', 'escalation_returned'];
    always((scenes) => {
      const shown: number[] = [];
      for (const [at, scene] of scenes.entries()) {
        const { phase, results } = sessionOf(scene);
        const news = scene.entries.slice(scenes[at - 1]?.entries.length ?? 0);
        if (phase.name === 'step' && news.some(({ recorded }) => shows.includes(recorded.event.type))) {
          shown.push(phase.step_number);
        }
        for (const { step_number } of results) {
          const times = (numbers: readonly number[]): number =>
            numbers.filter((number) => number === step_number).length;
          expect(times(results.map((result) => result.step_number))).toBeLessThanOrEqual(times(shown));
        }
      }
    });
  });

  it('there is a message, what stays of it and its forms, in both languages', () => {
    always((scenes) => {
      for (const [at, scene] of scenes.entries()) {
        const { session, context } = screenOf(scene);
        for (const { locale } of texts.languages) {
          const spoken = { ...session, locale };
          const words = {
            ...context,
            say: (key: string, params?: Readonly<Record<string, string | number>>) =>
              texts.say(locale, key, params),
          };
          const message = show(spoken, words);
          expect(message.summary).not.toBe('');
          expect(message.parts.length).toBeGreaterThan(0);
          expect(message.actions.filter(({ label }) => label === '')).toEqual([]);
          expect(message.actions.filter(({ style }) => style === 'primary').length).toBeLessThanOrEqual(1);
          expect(fold({ ...sessionOf(scenes[at - 1] ?? scene), locale }, spoken, words).actions).toEqual([]);
          for (const name of formNames) showForm(name, spoken, words);
        }
      }
    });
  });

  it('no button is refused when it is pressed as it was drawn', () => {
    always((scenes, world) => {
      for (const scene of scenes) {
        for (const action of actionsIn(scene)) {
          const command = commandBehind(action, scene, world);
          if (command) expect([action.label, decideIn(scene, command)]).toEqual([action.label, accepted]);
        }
      }
    });
  });

  it('buttons know their session and fit every platform, 100 characters', () => {
    always((scenes) => {
      for (const scene of scenes) {
        const session_id = `ses_${'0'.repeat(26)}` as SessionId;
        for (const { press } of actionsIn(scene)) {
          expect(press).toMatchObject({ session_id: 'ses_1', version: sessionOf(scene).version });
          const full = { ...press, session_id };
          expect(encodePress(full).length).toBeLessThanOrEqual(100);
          expect(decodePress(encodePress(full))).toEqual(full);
        }
      }
    });
  });

  it('a human is in sight and answers, as long as the person works with the bot', () => {
    always((scenes) => {
      for (const scene of scenes.filter((one) => isOpen(sessionOf(one)))) {
        const inSight = actionsIn(scene).filter(({ place }) => place === 'row');
        expect(inSight.map(({ press }) => press.move)).toContain('human');
        expect(decideIn(scene, human)).toEqual(accepted);
      }
    });
  });

  it('nobody is stuck: doing what the message says leads to an end', () => {
    always((scenes, world) => {
      for (const scene of scenes.slice(-3)) {
        if (!isOver(sessionOf(scene))) expect(endIsReachable(scene, world)).toBe(true);
      }
    });
  });

  it('secrets never leave, and never stand in a message', () => {
    always((scenes) => {
      for (const scene of scenes) {
        const { session, context } = screenOf(scene);
        const seen = [
          show(session, context),
          fold(session, session, context),
          formNames.map((name) => showForm(name, session, context)),
          scene.entries.map(({ outward }) => outward),
        ];
        expect(JSON.stringify(seen)).not.toContain(secretValue);
      }
    });
  });
});

describe('what a button carries', () => {
  const press: fc.Arbitrary<Press> = fc.record({
    session_id: fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/).map((id) => id as SessionId)),
    version: fc.nat({ max: 999_999_999 }),
    move: fc.constantFrom(...moves),
    arg: fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 32 })),
  });

  it('comes back as it was sent', () => {
    fc.assert(fc.property(press, (sent) => expect(decodePress(encodePress(sent))).toEqual(sent)));
  });

  it('is nothing where somebody else wrote it', () => {
    expect(decodePress('')).toBeNull();
    expect(decodePress('ses_1|1|dance|')).toBeNull();
    expect(decodePress('ses 1|1|done|')).toBeNull();
    expect(decodePress('ses_1|-1|done|')).toBeNull();
    expect(decodePress(`ses_1|1|choose|${'x'.repeat(65)}`)).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => void decodePress(text)));
  });
});

const accepted = { events: expect.anything() };

/** Looks for an end by pressing only what goes on with the guide; where it cannot go on, a human is the end. */
const endIsReachable = (from: Scene, world: World): boolean => {
  const seen = new Set<string>();
  const waiting = [from];
  for (let here = waiting.pop(); here; here = waiting.pop()) {
    const { phase, chosen } = sessionOf(here);
    if (phase.name === 'resolved' || (phase.name === 'escalated' && here !== from)) return true;
    const place = JSON.stringify([{ ...phase, misses: 0 }, chosen?.pin]);
    if (seen.has(place)) continue;
    seen.add(place);
    const lost = phase.name === 'withdrawn' && phase.replacement === null;
    // Here it is the program's turn.
    if (phase.name === 'choosing' && phase.looking) {
      const { decision } = phase.looking;
      waiting.push(play([{ type: 'reoffer', decision, offer: null }], here));
    }
    for (const action of actionsIn(here)) {
      const { move } = action.press;
      if (move === 'cancel' || move === 'back' || move === 'language' || (move === 'human' && !lost))
        continue;
      if (move === 'solved' && phase.name !== 'confirming') continue;
      const command = commandBehind(action, here, world);
      const decision = command && decideIn(here, command);
      if (decision && 'events' in decision) waiting.push(after(here, decision));
    }
  }
  return false;
};
