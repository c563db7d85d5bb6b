import { describe } from '@jest/globals';
import { describeAdapter } from '../contract/adapter-contract.ts';
import { describeHandOff } from '../contract/hand-off.ts';
import { describeHearing } from '../contract/hearing.ts';
import { slackHarness } from './harness.ts';

describeAdapter(slackHarness('http'));

describe('with a team', () => {
  describeHandOff(slackHarness('http'));
});

// What is drawn and sent is the same: only what comes in comes another way.
describe('by Socket Mode', () => {
  describeHearing(slackHarness('socket'));
});
