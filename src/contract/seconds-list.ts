/** Seconds in a text, such as `60, 300`. `undefined` if it has anything else, or a negative number. */
export function secondsIn(text: string): number[] | undefined {
  const seconds = text.split(/[\s,;]+/).filter((part) => part !== '');
  const numbers = seconds.map(Number);
  return numbers.every((second) => Number.isFinite(second) && second >= 0) ? numbers : undefined;
}
