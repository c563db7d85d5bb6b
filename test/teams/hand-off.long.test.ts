import { describeHandOff } from '../contract/hand-off.ts';
import { teamsHarness } from './harness.ts';

// What agents do on the platform; in Slack it is part of every run, here of the longer one.
describeHandOff(teamsHarness);
