import { describe } from '@jest/globals';
import { describeAdapter } from '../contract/adapter-contract.ts';
import { describeHandOff } from '../contract/hand-off.ts';
import { discordHarness } from './harness.ts';

describeAdapter(discordHarness);

describe('with a team', () => {
  describeHandOff(discordHarness);
});
