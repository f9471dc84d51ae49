import { crossesItself, type GateSettings, gateDefaults, type Region, regionsFrom } from '../../src';
import type { VisionMessage } from '../shared/message';
import { flagOption, numberOption, type Option, readOptions } from '../shared/options';

const UP = Number.POSITIVE_INFINITY;

const ignoreOption: Option<readonly Region[]> = {
  initial: gateDefaults.ignore,
  expected: 'polygons such as [[[0, 0], [0.3, 0], [0.3, 0.2]]], with corners from 0 to 1 and sides that do not cross',
  parse(value) {
    const regions = regionsFrom(value);
    return regions?.some(crossesItself) ? undefined : regions;
  },
};

/** Settings of the gate. */
export const gateOptions = {
  threshold: numberOption(gateDefaults.threshold, 1, 255),
  minArea: numberOption(gateDefaults.minArea, 0, 100),
  holdSeconds: numberOption(gateDefaults.holdSeconds, 0, UP),
  everySeconds: numberOption(gateDefaults.everySeconds, 0, UP),
  minSeconds: numberOption(gateDefaults.minSeconds, 0, UP),
  scene: numberOption(gateDefaults.scene, 0, 100),
  ignore: ignoreOption,
} as const satisfies { readonly [Name in keyof GateSettings]: Option<GateSettings[Name]> };

/**
 * Reads the settings of the gate from a node's config.
 * @throws VisionError `INVALID_INPUT`
 */
export const gateSettings = (config: object): GateSettings => readOptions(gateOptions, config);

/**
 * Whether a message passes the gate in any case: `msg.pass`, set by a motion sensor or a doorbell.
 * @throws VisionError `INVALID_INPUT` if it is not true or false
 */
export const isForced = (msg: VisionMessage): boolean => readOptions({ pass: flagOption(false, 'pass') }, {}, msg).pass;
