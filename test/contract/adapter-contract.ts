import { describe } from '@jest/globals';
import { describeDrawing } from './drawing.ts';
import type { AdapterHarness } from './harness.ts';
import { describeHearing } from './hearing.ts';
import { describeSending } from './sending.ts';
import { describeWhole } from './whole.ts';

/**
 * The contract that every adapter fulfils (`src/app/channel.ts`), as tests: called at the top of a test file of
 * each adapter with its harness. What the suite is green for behaves like all other channels.
 */
export const describeAdapter = (harness: AdapterHarness): void => {
  describe('draws', () => {
    describeDrawing(harness);
  });
  describe('hears', () => {
    describeHearing(harness);
  });
  describe('sends', () => {
    describeSending(harness);
  });
  describe('with the whole application', () => {
    describeWhole(harness);
  });
};
