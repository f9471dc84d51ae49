import { type CameraSettings, cameraOptions } from './camera-name';
import { choiceOption, flagOption, integerOption, numberOption, type Option, readOptions } from './options';

/** Which messages wait while a node works on one: the newest, a queue of `queueLength`, or none. */
export interface BusySettings {
  readonly busy: 'newest' | 'queue' | 'drop';
  /** Messages that may wait in a lane if `busy` is `queue`. */
  readonly queueLength: number;
}

/** Where messages wait, and how long. */
export interface LaneSettings extends CameraSettings {
  /** Whether each camera has a lane of its own. */
  readonly lanes: boolean;
  /** A message that waited is dropped if its image is older when its turn comes; 0 = never. */
  readonly maxAgeSeconds: number;
}

/** The options of *When busy*. A node without the option `lanes` always has lanes. */
export type BusyOptions = ReturnType<typeof cameraBusyOptions> & { readonly lanes?: Option<boolean> };

/** The options of *When busy* for a node that has a state for each camera, with these defaults. It always has lanes. */
export function cameraBusyOptions({ busy, queueLength }: BusySettings) {
  return {
    busy: choiceOption(busy, ['newest', 'queue', 'drop']),
    queueLength: integerOption(queueLength, 1),
    ...cameraOptions,
    maxAgeSeconds: numberOption(0, 0, Number.POSITIVE_INFINITY),
  } as const;
}

/** The options of *When busy* for any other node. Flows that were saved before there were lanes have none. */
export const busyOptionsFrom = (defaults: BusySettings) =>
  ({ ...cameraBusyOptions(defaults), lanes: flagOption(false) }) as const;

export const busyOptions = busyOptionsFrom({ busy: 'newest', queueLength: 5 });

/** @throws VisionError `INVALID_INPUT` */
export function readBusy({ lanes, ...options }: BusyOptions, config: object): BusySettings & LaneSettings {
  const hasLanes = lanes ? readOptions({ lanes }, config) : { lanes: true };
  return { ...readOptions(options, config), ...hasLanes };
}

/** Messages that may wait in a lane while one runs. */
export function waitingLimit({ busy, queueLength }: BusySettings): number {
  return { newest: 1, queue: queueLength, drop: 0 }[busy];
}
