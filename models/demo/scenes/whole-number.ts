import { invalidInput } from '../../../src';

/** The value of a command line option. */
export function wholeNumber(name: string, text: string, atLeast = 0): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= atLeast) return number;
  throw invalidInput(name, `a whole number of at least ${atLeast}`, text);
}
