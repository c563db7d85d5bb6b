import { beginRun } from './test-run.ts';

export default beginRun;
