import type { Detection } from './detection';
import type { Mask } from './mask';

type Check<Value> = (value: unknown) => value is Value;

const isText: Check<string> = (value) => typeof value === 'string';
const isNumber: Check<number> = (value) => typeof value === 'number';

/**
 * Every property of a `Detection`, and the values with which it crosses a process or thread boundary. Other nodes may put
 * anything else on a detection, which need not be fit to be cloned.
 *
 * A new property of `Detection` is a type error here until it has a line, so that it cannot get lost on its way.
 */
export const detectionFields: { readonly [Name in keyof Detection]-?: Check<NonNullable<Detection[Name]>> } = {
  label: isText,
  score: isNumber,
  bbox: (value): value is Detection['bbox'] =>
    Array.isArray(value) && value.length === 4 && Array.from(value).every(isNumber),
  phrase: isText,
  mask: (value): value is Mask => typeof value === 'object' && value !== null && 'data' in value,
  maskScore: isNumber,
  area: isNumber,
  trackId: (value): value is string | number => isText(value) || isNumber(value),
  seconds: isNumber,
  still: (value): value is boolean => typeof value === 'boolean',
  velocity: (value): value is readonly [number, number] =>
    Array.isArray(value) && value.length === 2 && value.every(isNumber),
  held: (value): value is true => value === true,
  labelSeen: isText,
  zones: (value): value is readonly string[] => Array.isArray(value) && value.every(isText),
};

/** The detection with the properties of `detectionFields` only, and of these only valid ones. Nothing is copied. */
export function knownFields(detection: Detection): Detection {
  const entries = Object.entries(detectionFields)
    .map(([name, isValid]) => [name, Reflect.get(detection, name), isValid] as const)
    .filter(([, value, isValid]) => isValid(value));
  return Object.fromEntries(entries) as unknown as Detection;
}
