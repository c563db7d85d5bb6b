import { describeAdapter } from '../contract/adapter-contract.ts';
import { webHarness } from './harness.ts';

describeAdapter(webHarness);
