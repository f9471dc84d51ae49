import type { Bbox, ImageSize, Motion, MotionReason } from '../contract';
import { invalidInput } from '../errors';
import { isSameSize } from '../geometry/image-size';
import type { Area, GridSize } from './areas';
import { type Comparison, comparisonOf } from './comparison';
import { type GateState, type GreyPixels, startState, watchedPixels } from './gate-state';
import { driftedTo, nextStatistics } from './pixel-noise';
import { type GateSettings, gateDefaults } from './settings';

/** One image of a camera. */
export interface GateInput {
  /** When the image was taken, in ms since 1970. */
  readonly time: number;
  /** A grey copy of the image, about 160 pixels wide, as `renderer.grey` makes it. */
  readonly grey: GreyPixels;
  /** Size of the upright image, of which `boxes` are. */
  readonly image: ImageSize;
  /** Whether the image is let through in any case. */
  readonly isForced?: boolean;
}

export interface GateResult {
  readonly motion: Motion;
  /** Whether the gate forgot the images before, because this one has another size or is more than a minute older. */
  readonly restarted: boolean;
}

/** Lets images of a camera through that differ from the last one that it let through. Not shared between cameras. */
export interface Gate {
  /** Takes the next image. It need not be later than the last one. */
  update(input: GateInput): GateResult;
  /** Forgets all images: the next one is let through as the first one. */
  reset(): void;
}

/** An image that is older than the last one by more than this belongs to another recording. */
const MAX_STEP_BACK_MS = 60_000;

/**
 * Opens a gate for one camera. It has no clock and no random numbers: the same input gives the same result.
 *
 * It compares each image with the last one that it let through, after it has removed the difference of the light. So an object
 * that stands still does not open it, and one that disappeared between two images does.
 */
export function openGate(settings: Partial<GateSettings> = {}): Gate {
  const complete = { ...gateDefaults, ...settings };
  let state: GateState | undefined;
  let skipped = 0;
  let watched: Uint8Array = new Uint8Array();
  return {
    update(input) {
      const { grey } = checked(input);
      const before = state && isSameRecording(state, input) ? byClockOf(input, state) : undefined;
      const restarted = state !== undefined && before === undefined;
      if (!before) watched = watchedPixels(grey, complete.ignore);
      const step = before ? nextStep(before, input, complete, watched) : firstStep(input);
      state = step.state;
      if (step.why === 'still') skipped++;
      const { why, share, boxes } = step;
      return { motion: { moved: why !== 'still', why, share, boxes, skipped }, restarted };
    },
    reset() {
      state = undefined;
      skipped = 0;
    },
  };
}

/** @throws VisionError `INVALID_INPUT` for a time that is not finite, or pixels that do not have the size of the copy */
function checked(input: GateInput): GateInput {
  const { time, grey, image } = input;
  if (!Number.isFinite(time)) throw invalidInput('time', 'a number of milliseconds since 1970', time);
  if (!(image.width > 0 && image.height > 0)) throw invalidInput('image', 'a size of 1 x 1 pixel or more', image);
  if (grey.data.length > 0 && grey.data.length === grey.width * grey.height) return input;
  throw invalidInput('grey.data', `${grey.width} x ${grey.height} bytes`, grey.data);
}

const isSameRecording = ({ grid, time }: GateState, input: GateInput): boolean =>
  isSameSize(grid, input.grey) && input.time >= time - MAX_STEP_BACK_MS;

/**
 * The state by the clock of an image that is not newer than the last one: a clock that was set back goes on from there. Otherwise
 * no time would pass for the gate until the clock was where it had been.
 */
function byClockOf({ time }: GateInput, state: GateState): GateState {
  const back = state.time - time;
  return back <= 0 ? state : { ...state, time, passedAt: state.passedAt - back, movedAt: state.movedAt - back };
}

interface Step {
  readonly state: GateState;
  readonly why: MotionReason;
  readonly share: number;
  readonly boxes: readonly Bbox[];
}

const firstStep = ({ grey, time }: GateInput): Step => ({
  state: startState(grey, time),
  why: 'first',
  share: 0,
  boxes: [],
});

/** @param watched 1 for the pixels that are not ignored */
function nextStep(before: GateState, input: GateInput, settings: GateSettings, watched: Uint8Array): Step {
  const { time } = input;
  const comparison = comparisonOf(before, input.grey.data, settings, watched);
  const { areas, share, isScene } = comparison;
  const movedAt = areas.length > 0 && !isScene ? time : before.movedAt;
  const why = reasonFor({ ...before, time, movedAt }, comparison, input, settings);
  const passed = why === 'still' ? {} : { reference: new Float32Array(input.grey.data), passedAt: time };
  const state = isScene
    ? { ...startState(input.grey, time), movedAt }
    : { ...before, time, movedAt, ...learnt(before, comparison, input.grey.data, time, settings), ...passed };
  return { state, why, share, boxes: boxesOf(areas, before.grid, input.image) };
}

function reasonFor(
  { time, passedAt, movedAt }: GateState,
  { isScene, areas }: Comparison,
  { isForced = false }: GateInput,
  { minSeconds, holdSeconds, everySeconds }: GateSettings,
): MotionReason {
  const sincePass = (time - passedAt) / 1000;
  if (isForced) return 'forced';
  if (isScene) return 'scene';
  if (sincePass < minSeconds) return 'still';
  if (areas.length > 0) return 'moved';
  if ((time - movedAt) / 1000 < holdSeconds) return 'hold';
  return everySeconds > 0 && sincePass >= everySeconds ? 'due' : 'still';
}

/** The memory after one more image of the same scene. If the image is let through, it becomes the reference instead. */
function learnt(
  before: GateState,
  { light, reference, limits, areas, isInArea }: Comparison,
  levels: Uint8Array,
  time: number,
  { threshold }: GateSettings,
): Pick<GateState, 'reference' | 'mean' | 'noise' | 'isInArea'> {
  const seconds = (time - before.time) / 1000;
  // An image with movement that comes too soon is compared again later.
  const kept = areas.length > 0 ? reference : driftedTo(reference, levels, seconds);
  return { ...nextStatistics(before, levels, { light, limits, seconds }, threshold), reference: kept, isInArea };
}

/** The areas as boxes of the image. */
function boxesOf(areas: readonly Area[], { width, height }: GridSize, image: ImageSize): Bbox[] {
  const [scaleX, scaleY] = [image.width / width, image.height / height];
  return areas.map(({ left, top, right, bottom }) => [
    left * scaleX,
    top * scaleY,
    (right - left) * scaleX,
    (bottom - top) * scaleY,
  ]);
}
