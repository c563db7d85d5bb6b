import { describe } from '@jest/globals';
import { describeAdapter } from '../contract/adapter-contract.ts';
import { describeHearing } from '../contract/hearing.ts';
import { slackHarness } from './harness.ts';

describeAdapter(slackHarness('http'));

// What is drawn and sent is the same: only what comes in comes another way.
describe('by Socket Mode', () => {
  describeHearing(slackHarness('socket'));
});
