import type { NewIds, Picker } from '../ports.ts';

/**
 * Picks by the words, and says where a model is to be asked too: wherever the words are not sure and say something at
 * all. Whoever commits the offer owes the asking.
 */
export const createPicking = ({
  picker,
  mayAsk,
  ids,
}: {
  readonly picker: Picker;
  readonly mayAsk: () => Promise<boolean>;
  readonly ids: Pick<NewIds, 'decision'>;
}): Picker => ({
  ...picker,
  async pick(problem, locale) {
    const offer = await picker.pick(problem, locale);
    if (offer.confidence === 'sure' || !(await mayAsk())) return offer;
    const [nearest] = await picker.nearest(problem, locale, 1);
    return nearest ? { ...offer, asking: ids.decision() } : offer;
  },
});
