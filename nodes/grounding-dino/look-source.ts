import type { Node, NodeAPI } from 'node-red';
import {
  boxList,
  gridExpected,
  gridFrom,
  invalidInput,
  type Look,
  type LookMode,
  lookDefaults,
  lookModes,
  MAX_OVERLAP,
  polygonFrom,
  regionExpected,
} from '../../src';
import { nameOf, reading, readProperty, type VisionMessage } from '../shared/message';
import {
  anyTextOption,
  choiceOption,
  isAbsent,
  numberOption,
  type Option,
  textOption,
  type Values,
} from '../shared/options';

/** `msg.grid` has priority, but only if the image is divided into tiles: other nodes may use the name. */
const gridOption: Option<string> = {
  initial: lookDefaults.grid,
  expected: gridExpected,
  parse: (value) => (typeof value === 'string' && gridFrom(value) ? value.trim() : undefined),
};

/** Settings: which parts of an image the detector runs on. */
export const lookOptions = {
  look: choiceOption<LookMode>('whole', lookModes, 'look'),
  grid: gridOption,
  tileOverlap: numberOption(lookDefaults.tileOverlap, 0, MAX_OVERLAP),
  region: anyTextOption(''),
  regionType: textOption('json'),
} as const;

/** Why a motion-gate lets an image pass of which any part may have changed. */
const ANYWHERE = ['first', 'scene', 'due', 'forced'];

/**
 * Which parts of the image of a message the detector runs on.
 * @throws VisionError `INVALID_INPUT` if the grid, the region or `msg.motion` cannot be used
 */
export async function readLook(
  RED: NodeAPI,
  node: Node,
  settings: Values<typeof lookOptions>,
  msg: VisionMessage,
): Promise<Look> {
  const { look, tileOverlap: overlap } = settings;
  if (look === 'tiles') {
    const { name, value } = overriding('grid', settings.grid, msg);
    const grid = reading(name, 'INVALID_INPUT', () => gridFrom(value));
    if (!grid) throw invalidInput(name, gridExpected, value);
    return { at: 'tiles', grid, overlap };
  }
  if (look === 'moving') return movingLook(msg);
  if (look === 'whole') return { at: 'whole' };
  const { name, value } = await regionSource(RED, node, settings, msg);
  const region = reading(name, 'INVALID_INPUT', () => polygonFrom(value));
  if (!region) throw invalidInput(name, regionExpected, value);
  return { at: 'region', region };
}

/** Without a motion-gate, or if it found no boxes, the complete image. */
const movingLook = (msg: VisionMessage): Look =>
  reading('msg.motion', 'INVALID_INPUT', () => {
    const { motion } = msg;
    if (isAbsent(motion)) return { at: 'whole' };
    const { why, boxes } = Object(motion) as { why?: unknown; boxes?: unknown };
    if (ANYWHERE.includes(String(why))) return { at: 'whole' };
    return { at: 'moving', boxes: boxList('msg.motion.boxes', boxes) };
  });

function overriding(setting: 'grid' | 'region', own: unknown, msg: VisionMessage): { name: string; value: unknown } {
  const name = `msg.${setting}`;
  const value = reading(name, 'INVALID_INPUT', () => msg[setting]);
  return isAbsent(value) ? { name: setting, value: own } : { name, value };
}

async function regionSource(
  RED: NodeAPI,
  node: Node,
  { region, regionType }: Values<typeof lookOptions>,
  msg: VisionMessage,
): Promise<{ name: string; value: unknown }> {
  const given = overriding('region', region, msg);
  if (given.name !== 'region' || regionType === 'json') return given;
  const source = { value: region, type: regionType };
  return { name: nameOf(source), ...(await readProperty(RED, node, msg, source)) };
}
