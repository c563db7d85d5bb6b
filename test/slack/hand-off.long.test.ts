import { describeHandOff } from '../contract/hand-off.ts';
import { slackHarness } from './harness.ts';

// What agents do on the platform.
describeHandOff(slackHarness('http'));
