import { describeHandOff } from '../contract/hand-off.ts';
import { discordHarness } from './harness.ts';

// What agents do on the platform.
describeHandOff(discordHarness);
