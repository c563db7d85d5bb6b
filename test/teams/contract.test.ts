import { describe } from '@jest/globals';
import { describeAdapter } from '../contract/adapter-contract.ts';
import { describeHandOff } from '../contract/hand-off.ts';
import { teamsHarness } from './harness.ts';

describeAdapter(teamsHarness);

describe('with a team', () => {
  describeHandOff(teamsHarness);
});
