import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Outgoing } from '../../src/app/channel.ts';
import type { ConversationId } from '../../src/ids.ts';
import { eventually } from '../support/eventually.ts';
import { testsOf } from './abilities.ts';
import { bait } from './drawing.ts';
import type { AdapterHarness, Person, Place, Platform } from './harness.ts';
import { squash } from './messages.ts';
import { openStage, refOf } from './stage.ts';
import type { Stage } from './stage.ts';

/** A message's way out: once, in its place, and with an honest word about what came of it. */
export const describeSending = (harness: AdapterHarness): void => {
  const { itWith } = testsOf(harness);
  let stage: Stage;
  let platform: Platform;
  let ana: Person;
  let direct: Place;
  let conversation: ConversationId;

  beforeAll(async () => {
    stage = await openStage(harness);
    ({ platform } = stage);
  }, 60_000);
  afterAll(() => stage.stop());
  beforeEach(async () => {
    stage.reset();
    ana = stage.person();
    direct = platform.direct(ana);
    conversation = await stage.meet(ana, direct);
  });

  const toAna = (text: string, more: Partial<Outgoing> = {}): Outgoing =>
    stage.outgoing({ conversation, person: ana.id }, text, more);
  const texts = (at: Place = direct): readonly string[] => platform.shown(at).map(({ text }) => text);

  it('is posted, then edited in place as often as needed', async () => {
    const first = toAna('The first step');
    const ref = refOf(await platform.channel.send(first));
    expect(Buffer.byteLength(JSON.stringify(ref))).toBeLessThanOrEqual(4096);
    const edit = { ...first, ref, version: 2, message: toAna('The second step').message };
    expect(await platform.channel.send(edit)).toHaveProperty('sent');
    expect(await platform.channel.send({ ...edit, attempt: 1 })).toHaveProperty('sent');
    await eventually(() => texts().some((text) => text.includes('The second step')));
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).not.toContain('The first step');
  });

  it('is another message where it is another message', async () => {
    await platform.channel.send(toAna('One'));
    await platform.channel.send(toAna('Two'));
    await eventually(() => texts().length === 2);
    expect(texts()).toEqual([expect.stringContaining('One'), expect.stringContaining('Two')]);
  });

  it('reads as it was written, and calls nobody, whatever is in it', async () => {
    await platform.channel.send(toAna(bait));
    const [shown] = await eventually(() =>
      platform.shown(direct).length > 0 ? platform.shown(direct) : null,
    );
    expect(squash(shown?.text ?? '')).toContain(squash(bait));
    expect(shown?.effects).toEqual([]);
    expect(platform.problems()).toEqual([]);
  });

  itWith('shared')('goes where it belongs, and nowhere else', async () => {
    const place = platform.shared();
    const there = await stage.meet(ana, place);
    await platform.channel.send(stage.outgoing({ conversation: there, person: ana.id }, 'Among people'));
    await platform.channel.send(toAna('Alone'));
    await eventually(() => texts().length === 1 && texts(place).length === 1);
    expect(texts(place)[0]).toContain('Among people');
    expect(texts()[0]).toContain('Alone');
  });

  itWith('outages')('waits as long as the platform asks for', async () => {
    platform.fault({ meets: 'limit', retryAfterSeconds: 7 });
    const limited = toAna('Later');
    const sent = await platform.channel.send(limited);
    expect(sent).toMatchObject({ retry: expect.any(String), after_ms: expect.any(Number) });
    const wait = 'retry' in sent ? sent.after_ms : null;
    expect(wait).toBeGreaterThanOrEqual(7000);
    expect(texts()).toEqual([]);
    await platform.channel.send({ ...limited, attempt: 1 });
    await eventually(() => texts().length === 1);
  });

  itWith('outages')('does not wait for another’s limit', async () => {
    platform.fault({ meets: 'limit', retryAfterSeconds: 30 });
    await platform.channel.send(toAna('Limited'));
    const ben = stage.person();
    const there = await stage.meet(ben, platform.direct(ben));
    const sent = await platform.channel.send(stage.outgoing({ conversation: there, person: ben.id }, 'Now'));
    expect(sent).toHaveProperty('sent');
  });

  itWith('outages')(
    'that did not go through is told so, not tried again by itself, then posted once',
    async () => {
      platform.fault({ meets: 'outage', through: false });
      const failed = toAna('Once');
      expect(await platform.channel.send(failed)).toMatchObject({ retry: expect.any(String) });
      expect(texts()).toEqual([]);
      expect(await platform.channel.send({ ...failed, attempt: 1 })).toHaveProperty('sent');
      await eventually(() => texts().length === 1);
    },
  );

  const times = harness.mayPostTwice === false ? 'once' : `twice: ${harness.mayPostTwice}`;
  itWith('outages')(`that went through unnoticed is there ${times}`, async () => {
    platform.fault({ meets: 'outage', through: true });
    const lost = toAna('Unnoticed');
    expect(await platform.channel.send(lost)).toMatchObject({ retry: expect.any(String) });
    const newer = { ...lost, attempt: 1, version: 2, message: toAna('Newer').message };
    const ref = refOf(await platform.channel.send(newer));
    await eventually(() => texts().some((text) => text.includes('Newer')));
    expect(texts()).toHaveLength(harness.mayPostTwice === false ? 1 : 2);
    // Whatever was found or posted is what is edited from now on.
    const edit = { ...newer, attempt: 0, ref, version: 3, message: toAna('Newest').message };
    expect(await platform.channel.send(edit)).toHaveProperty('sent');
    await eventually(() => texts().some((text) => text.includes('Newest')));
    expect(texts()).toHaveLength(harness.mayPostTwice === false ? 1 : 2);
  });

  itWith('outages')('whose edit went through unnoticed is edited once more', async () => {
    const first = toAna('Before');
    const ref = refOf(await platform.channel.send(first));
    platform.fault({ meets: 'outage', through: true });
    const edit = { ...first, ref, version: 2, message: toAna('After').message };
    expect(await platform.channel.send(edit)).toMatchObject({ retry: expect.any(String) });
    expect(await platform.channel.send({ ...edit, attempt: 1 })).toHaveProperty('sent');
    expect(texts()).toEqual([expect.stringContaining('After')]);
  });

  itWith('deleting')('that somebody deleted is gone, to be posted anew', async () => {
    const first = toAna('Here');
    const ref = refOf(await platform.channel.send(first));
    const shown = await eventually(() => platform.shown(direct)[0]);
    await platform.deleteMessage(shown);
    expect(await platform.channel.send({ ...first, ref, version: 2 })).toEqual({ gone: 'message' });
    expect(await platform.channel.send({ ...first, ref: null, version: 2 })).toHaveProperty('sent');
    await eventually(() => texts().length === 1);
  });

  itWith('closing')('to where nobody reads any more is given up, with the reason', async () => {
    await platform.close(direct);
    const sent = await platform.channel.send(toAna('Anybody?'));
    expect(sent).toEqual({ gone: 'conversation', reason: expect.stringMatching(/./) });
  });

  itWith('shared', 'closing')('whose shared place was closed is given up, and others are not', async () => {
    const place = platform.shared();
    const there = await stage.meet(ana, place);
    await platform.close(place);
    const among = stage.outgoing({ conversation: there, person: ana.id }, 'Anybody?');
    expect(await platform.channel.send(among)).toMatchObject({ gone: 'conversation' });
    expect(await platform.channel.send(toAna('You'))).toHaveProperty('sent');
  });

  it('for another channel’s conversation is given up', async () => {
    const other = harness.channel === 'slack' ? 'discord:1' : 'slack:T1:dm:U1';
    const sent = await platform.channel.send({ ...toAna('Lost'), conversation: other as ConversationId });
    expect(sent).toMatchObject({ gone: 'conversation' });
  });

  itWith('removal')('after the app was removed is given up', async () => {
    const removed = await openStage(harness);
    try {
      const eve = removed.person();
      const there = await removed.meet(eve, removed.platform.direct(eve));
      const before = removed.outgoing({ conversation: there, person: eve.id }, 'Before');
      const ref = refOf(await removed.platform.channel.send(before));
      await removed.platform.remove();
      const after = removed.outgoing({ conversation: there, person: eve.id }, 'After');
      expect(await removed.platform.channel.send(after)).toMatchObject({ gone: 'conversation' });
      expect(await removed.platform.channel.send({ ...before, ref, version: 2 })).toMatchObject({
        gone: 'conversation',
      });
      // It is somebody's to know: the log says so.
      expect(removed.lines).toContainEqual(
        expect.objectContaining({ level: expect.stringMatching(/^(warn|error)$/) }),
      );
    } finally {
      await removed.stop();
    }
  });
};
