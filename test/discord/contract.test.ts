import { describeAdapter } from '../contract/adapter-contract.ts';
import { discordHarness } from './harness.ts';

describeAdapter(discordHarness);
