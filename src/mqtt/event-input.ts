import { trackEventTypes, type VisionEvent, zoneEventTypes } from '../contract';
import { invalidInput } from '../errors';

const types: readonly unknown[] = [...trackEventTypes, ...zoneEventTypes];

/**
 * Reads an event of `object-tracker` or `vision-zones`. `undefined` if a value is no event at all.
 * @param name of the value, as the user knows it: `msg.payload`
 * @throws VisionError `INVALID_INPUT` if it is an event that cannot be used
 */
export function eventInput(name: string, value: unknown): VisionEvent | undefined {
  if (typeof value !== 'object' || value === null || !('trackId' in value && 'type' in value)) return undefined;
  const { type, camera, label } = value as Partial<VisionEvent>;
  if (!types.includes(type)) throw invalidInput(`${name}.type`, `one of ${types.join(', ')}`, type);
  if (typeof camera !== 'string') throw invalidInput(`${name}.camera`, 'the name of a camera', camera);
  if (typeof label !== 'string') throw invalidInput(`${name}.label`, 'a text', label);
  return { ...(value as VisionEvent) };
}
