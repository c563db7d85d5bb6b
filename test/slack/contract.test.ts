import { describeAdapter } from '../contract/adapter-contract.ts';
import { slackHarness } from './harness.ts';

describeAdapter(slackHarness);
