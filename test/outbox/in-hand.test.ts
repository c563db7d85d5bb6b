import { describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/engine/session.ts';
import type { SessionId } from '../../src/ids.ts';
import { createInHand } from '../../src/outbox/in-hand.ts';
import { anaStarts } from '../store/fixtures.ts';

const { session } = anaStarts('ses_1');
const id: SessionId = session.session_id;
const newer: Session = { ...session, version: session.version + 1 };
const aLongMoment = 60_000;

describe('a message in hand', () => {
  it('learns how its session went on while it was being sent, once', async () => {
    const inHand = createInHand(1);
    const hold = inHand.take(id, 'lease_1');
    expect(inHand.leaseOf(id)).toBe('lease_1');

    inHand.tell(newer);

    expect(await hold.next()).toBe(newer);
    expect(hold.newer()).toBe(newer);
    expect(hold.newer()).toBeNull();
  });

  it('is woken by what comes meanwhile, without waiting for the moment to end', async () => {
    const inHand = createInHand(aLongMoment);
    const hold = inHand.take(id, 'lease_1');

    const next = hold.next();
    inHand.tell(newer);

    expect(await next).toBe(newer);
  });

  it('goes on when nothing came', async () => {
    expect(await createInHand(1).take(id, 'lease_1').next()).toBeNull();
  });

  it('stays with who took it last', () => {
    const inHand = createInHand(1);
    const first = inHand.take(id, 'lease_1');
    inHand.take(id, 'lease_2');

    first.release();

    expect(inHand.leaseOf(id)).toBe('lease_2');
  });

  it("that nobody has is nobody's to be told of", () => {
    const inHand = createInHand(1);
    inHand.take(id, 'lease_1').release();
    inHand.tell(newer);
    expect(inHand.leaseOf(id)).toBeNull();
  });
});
