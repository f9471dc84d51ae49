import { trackEventTypes, type VisionEvent, zoneEventTypes } from '../contract';
import { invalidInput } from '../errors';

const types: readonly unknown[] = [...trackEventTypes, ...zoneEventTypes];

/**
 * Copies an event of `object-tracker` or `vision-zones`. `undefined` if a value is no event at all. Other lists and objects in it
 * are left out: the copy is short and can be written as JSON.
 * @param name of the value, as the user knows it: `msg.payload`
 * @throws VisionError `INVALID_INPUT` if it is an event that cannot be used
 */
export function eventInput(name: string, value: unknown): VisionEvent | undefined {
  if (typeof value !== 'object' || value === null || !('trackId' in value && 'type' in value)) return undefined;
  const { type, camera, label, bbox, image, zones } = value as Partial<VisionEvent>;
  if (!types.includes(type)) throw invalidInput(`${name}.type`, `one of ${types.join(', ')}`, type);
  if (typeof camera !== 'string') throw invalidInput(`${name}.camera`, 'the name of a camera', camera);
  if (typeof label !== 'string') throw invalidInput(`${name}.label`, 'a text', label);
  const simple = Object.entries(value).filter(([, one]) => one === null || isSimple(one));
  return {
    ...(Object.fromEntries(simple) as unknown as VisionEvent),
    ...(bbox !== undefined && { bbox: boxOf(`${name}.bbox`, bbox) }),
    ...(image !== undefined && { image: sizeOf(`${name}.image`, image) }),
    ...(zones !== undefined && { zones: namesOf(`${name}.zones`, zones) }),
  };
}

const isSimple = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

function boxOf(name: string, value: unknown): VisionEvent['bbox'] {
  const box = Array.isArray(value) && value.length === 4 ? [...value] : [];
  if (box.length === 4 && box.every(Number.isFinite)) return box as unknown as VisionEvent['bbox'];
  throw invalidInput(name, '[x, y, width, height] in pixels', value);
}

function sizeOf(name: string, value: unknown): VisionEvent['image'] {
  const { width, height } = Object(value) as Partial<VisionEvent['image']>;
  if (typeof width === 'number' && typeof height === 'number') return { width, height };
  throw invalidInput(name, '{width, height} in pixels', value);
}

/** A camera has at most 100 zones. */
const MAX_ZONES = 1000;

function namesOf(name: string, value: unknown): string[] {
  const names: unknown[] = Array.isArray(value) && value.length <= MAX_ZONES ? [...value] : [undefined];
  if (names.every((one) => typeof one === 'string')) return names as string[];
  throw invalidInput(name, 'a list of names of zones', value);
}
