import { describeHandOff } from '../contract/hand-off.ts';
import { teamsHarness } from './harness.ts';

// What agents do on the platform.
describeHandOff(teamsHarness);
