import { invalidInput } from '../../../src';

/**
 * Parses the value of a command line option.
 * @throws VisionError INVALID_INPUT unless it is an integer of at least `atLeast`
 */
export function wholeNumber(name: string, text: string, atLeast = 0): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= atLeast) return number;
  throw invalidInput(name, `an integer of at least ${atLeast}`, text);
}
