import { describe, expect, it } from '@jest/globals';
import { createCircuit } from '../../../src/picker/openai/circuit.ts';

const house = () => {
  let now = 0;
  const circuit = createCircuit(() => now);
  return {
    circuit,
    /** Seconds go by. */
    pass: (seconds: number): void => {
      now += seconds * 1000;
    },
    /** Somebody is let in, and fails. */
    fail: (times = 1): void => {
      for (let time = 0; time < times; time += 1) {
        expect(circuit.enter()).toBe(true);
        circuit.failed(false);
      }
    },
  };
};

describe('the circuit', () => {
  it('opens after five failures in a row', () => {
    const { circuit, fail } = house();
    fail(4);
    expect(circuit.isClosed()).toBe(true);
    fail();
    expect([circuit.isClosed(), circuit.enter()]).toEqual([false, false]);
  });

  it('counts anew after a success', () => {
    const { circuit, fail } = house();
    fail(4);
    circuit.enter();
    circuit.succeeded();
    fail(4);
    expect(circuit.isClosed()).toBe(true);
  });

  it('lets one in after 30 s; one that fails opens it for twice as long, up to five minutes', () => {
    const { circuit, fail, pass } = house();
    fail(5);
    for (const seconds of [30, 60, 120, 240, 300, 300]) {
      pass(seconds - 1);
      expect(circuit.isClosed()).toBe(false);
      pass(1);
      expect([circuit.enter(), circuit.enter()]).toEqual([true, false]);
      circuit.failed(false);
    }
    pass(300);
    circuit.enter();
    circuit.succeeded();
    fail(4);
    expect(circuit.isClosed()).toBe(true);
  });

  it('opens for five minutes at once where asking again is hopeless', () => {
    const { circuit, pass } = house();
    circuit.enter();
    circuit.failed(true);
    pass(299);
    expect(circuit.isClosed()).toBe(false);
    pass(1);
    expect(circuit.isClosed()).toBe(true);
  });

  it('is not held open longer by those who were let in before it opened', () => {
    const { circuit, fail, pass } = house();
    for (let time = 0; time < 3; time += 1) expect(circuit.enter()).toBe(true);
    fail(5);
    for (let time = 0; time < 3; time += 1) circuit.failed(false);
    pass(30);
    expect(circuit.isClosed()).toBe(true);
  });
});
