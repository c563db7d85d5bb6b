import type { NewIds, Picker } from '../ports.ts';
import type { Adviser } from './port.ts';

/**
 * Picks by the words, and says where a model is to be asked too: wherever the words are not sure and say something at
 * all. Whoever commits the offer owes the asking.
 */
export const createPicking = ({
  picker,
  adviser,
  isOn,
  ids,
}: {
  readonly picker: Picker;
  readonly adviser: Adviser;
  /** Admins may switch it off while the program runs. */
  readonly isOn: () => Promise<boolean>;
  readonly ids: Pick<NewIds, 'decision'>;
}): Picker => ({
  ...picker,
  async pick(problem, locale) {
    const offer = await picker.pick(problem, locale);
    if (offer.confidence === 'sure' || !adviser.ready() || !(await isOn())) return offer;
    const [nearest] = await picker.nearest(problem, locale, 1);
    return nearest ? { ...offer, asking: ids.decision() } : offer;
  },
});
