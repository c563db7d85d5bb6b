import { describeAdapter } from '../contract/adapter-contract.ts';
import { teamsHarness } from './harness.ts';

describeAdapter(teamsHarness);
