import type { Bbox, Detection, Mask } from '../contract';
import { type Borders, knownExtent, offsetTo } from './borders';
import { observeSize, type SizeVariances, sizeNoise } from './box-size';
import { mixColours } from './colour-histogram';
import { type LabelVotes, vote } from './label-votes';
import { type BoxSize, type MeanSize, meanSize } from './mean-size';
import { type Motion, observeMotion, predictMotion, type Speeds, startMotion } from './motion';
import { extendPath, type Path } from './path';

/** What the tracker knows about one object. A new value replaces it at each change. Pixels; times in ms since 1970. */
export interface TrackedObject {
  /** Rank among all objects of the lane, by their first detection. */
  readonly serial: number;
  /** Absent until the object is confirmed. */
  readonly trackId?: number | undefined;
  /** At `lastSeen`. */
  readonly motion: Motion;
  /** Smoothed size of the box. Where a border cuts it off, the largest one. */
  readonly width: number;
  readonly height: number;
  readonly sizeVariances: SizeVariances;
  /** The borders that cut this size off. Absent if none does. */
  readonly cut?: Borders | undefined;
  /** Absent until a detection was not cut off. */
  readonly meanSize?: MeanSize | undefined;
  /** The last detection. */
  readonly bbox: Bbox;
  readonly score: number;
  readonly mask?: Mask | undefined;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Number of detections. */
  readonly hits: number;
  /** Number of images that were searched where the object should be, since and with the first detection. */
  readonly looks: number;
  /** How many of them did not show the object, since the last detection. */
  readonly misses: number;
  /** Probability that this is an object and still there. */
  readonly existence: number;
  /** Probability that it does not move until its next detection. */
  readonly stillShare: number;
  readonly labels: LabelVotes;
  /** Where the object was when it moved last, and when. */
  readonly rest: readonly [x: number, y: number, time: number];
  readonly path: Path;
  readonly colours?: Float32Array | undefined;
  /** Whether the lane had just started when the object was first seen: it may have been there before. */
  readonly isInitial: boolean;
  /** Entries of `stayedSeconds` that were reported. */
  readonly stayed: readonly number[];
  /** Whether the last event said that the object is still. */
  readonly wasStill: boolean;
}

/** A detection with what the tracker computes from it. */
export interface Sighting {
  readonly detection: Detection;
  /** Of the detection in the input. */
  readonly index: number;
  readonly colours?: Float32Array | undefined;
  /** The borders of the image that cut its box off. Absent if none does. */
  readonly cut?: Borders | undefined;
  /** Absent if one does. */
  readonly size?: BoxSize | undefined;
  /** Absent if no detection will be filled in, so that masks are not held in memory. */
  readonly mask?: Mask | undefined;
}

/** Distances in object sizes: to the last detection, and to the place of rest. */
const STILL_STEP = 0.2;
const REST_RADIUS = 0.25;
const REST_SECONDS = 1;
const SHORT_SECONDS = 0.5;
/** By which share a miss reduces the existence of an object, and how much of it a complete cover takes back. */
const MISSED = 0.25;
const HIDDEN = 0.8;

export const centreOf = ([x, y, width, height]: Bbox): [x: number, y: number] => [x + width / 2, y + height / 2];

/** Callers may change the box that they passed, or got. */
export const copyOf = ([x, y, width, height]: Bbox): Bbox => [x, y, width, height];

/** Square root of the area of the box: the unit of all distances. */
export const sizeOf = ({ width, height }: Pick<TrackedObject, 'width' | 'height'>): number => Math.sqrt(width * height);

/** An object at its first detection. */
export function firstSight(
  sighting: Sighting,
  time: number,
  serial: number,
  isInitial: boolean,
  speeds?: Speeds,
): TrackedObject {
  const { detection, colours, cut, size: boxSize, mask } = sighting;
  const [, , width, height] = detection.bbox;
  const [x, y] = centreOf(detection.bbox);
  const size = sizeOf({ width, height });
  return {
    serial,
    trackId: undefined,
    motion: startMotion(x, y, size, speeds),
    width,
    height,
    sizeVariances: sizeNoise,
    cut,
    meanSize: boxSize && meanSize(undefined, boxSize),
    bbox: copyOf(detection.bbox),
    score: detection.score,
    mask,
    firstSeen: time,
    lastSeen: time,
    hits: 1,
    looks: 1,
    misses: 0,
    existence: 0.5,
    stillShare: 0.3,
    labels: vote([], detection.label, detection.score),
    rest: [x, y, time],
    path: extendPath([], x, y + height / 2, time, size),
    colours,
    isInitial,
    stayed: [],
    wasStill: false,
  };
}

/**
 * The object after one more detection at `time`, which is not before `lastSeen`.
 * @param predicted its motion at `time`
 */
export function hit(
  object: TrackedObject,
  { detection, colours, cut, size: boxSize, mask }: Sighting,
  time: number,
  predicted = predictMotion(object.motion, secondsSince(object.lastSeen, time), sizeOf(object)),
): TrackedObject {
  const { bbox, label, score } = detection;
  const [x, y] = centreOf(bbox);
  const before = sizeOf(object);
  const seconds = secondsSince(object.lastSeen, time);
  const measured = measure(object, predicted, seconds, bbox, cut);
  const { motion } = measured;
  const size = sizeOf(measured);
  const [lastX, lastY] = centreOf(object.bbox);
  const [restX, restY, restTime] = object.rest;
  const isNear = (x - lastX) ** 2 + (y - lastY) ** 2 < (STILL_STEP * before) ** 2;
  // Between images at short intervals, everything is near. Then the place of rest decides.
  const isLong = seconds >= SHORT_SECONDS;
  const stayed = isNear && (isLong || secondsSince(restTime, time) >= REST_SECONDS) ? 1 : 0;
  const moved = (motion.x - restX) ** 2 + (motion.y - restY) ** 2 > (REST_RADIUS * size) ** 2;
  // Written out, because this runs for each object of each image, and spread properties are slow.
  return {
    serial: object.serial,
    trackId: object.trackId,
    motion,
    width: measured.width,
    height: measured.height,
    sizeVariances: measured.sizeVariances,
    cut: measured.cut,
    meanSize: boxSize ? meanSize(object.meanSize, boxSize) : object.meanSize,
    bbox: copyOf(bbox),
    score,
    mask,
    firstSeen: object.firstSeen,
    lastSeen: time,
    hits: object.hits + 1,
    looks: object.looks + 1,
    misses: 0,
    existence: Math.min(1, object.existence + 0.3),
    stillShare: Math.min(0.98, Math.max(0.05, 0.7 * object.stillShare + 0.3 * stayed)),
    labels: vote(object.labels, label, score),
    rest: moved ? [motion.x, motion.y, time] : object.rest,
    path: extendPath(object.path, x, bbox[1] + bbox[3], time, size),
    colours: colours && object.colours ? mixColours(object.colours, colours) : (colours ?? object.colours),
    isInitial: object.isInitial,
    stayed: object.stayed,
    wasStill: object.wasStill,
  };
}

/** Motion and size after a detected box. */
function measure(
  object: TrackedObject,
  predicted: Motion,
  seconds: number,
  bbox: Bbox,
  cut: Borders | undefined,
): Pick<TrackedObject, 'motion' | 'width' | 'height' | 'sizeVariances' | 'cut'> {
  const [x, y] = centreOf(bbox);
  const { width, height, sizeVariances } = observeSize(object, seconds, bbox[2], bbox[3]);
  if (!object.cut && !cut)
    return { motion: observeMotion(predicted, x, y, sizeOf(object)), width, height, sizeVariances, cut: undefined };
  const expected = { bbox: boxAround(predicted, object), cut: object.cut };
  const seen = { bbox, cut };
  const centre = [predicted.x + offsetTo(0, expected, seen), predicted.y + offsetTo(1, expected, seen)] as const;
  const observed = observeMotion(predicted, centre[0], centre[1], sizeOf(object));
  const wide = knownExtent(0, expected, seen, width);
  const tall = knownExtent(1, expected, seen, height);
  const [[left, right], [top, bottom]] = [wide.cut, tall.cut];
  return {
    motion: { ...observed, x: observed.x + wide.shift, y: observed.y + tall.shift },
    ...{ width: wide.length, height: tall.length },
    sizeVariances,
    ...((left || right || top || bottom) && { cut: { left, top, right, bottom } }),
  };
}

/** A box of the size of an object. */
export const boxAround = (
  { x, y }: Pick<Motion, 'x' | 'y'>,
  { width, height }: Pick<TrackedObject, 'width' | 'height'>,
): Bbox => [x - width / 2, y - height / 2, width, height];

/** An object with a `trackId`. */
export type Confirmed = TrackedObject & { readonly trackId: number };

export const isConfirmed = (object: TrackedObject): object is Confirmed => object.trackId !== undefined;

/**
 * The object after an image that was searched where it should be, and did not show it.
 * @param cover share of it that another detection may have hidden, 0 to 1
 */
export const miss = (object: TrackedObject, cover = 0): TrackedObject => ({
  ...object,
  looks: object.looks + 1,
  misses: object.misses + 1,
  existence: Math.max(0.02, object.existence * (1 - MISSED * (1 - HIDDEN * cover))),
});

/**
 * The most likely motion at `time`, not before `lastSeen`. An object that did not leave its place for a second stands: its
 * velocity is the noise of its boxes, and would carry it away.
 */
export function expectedMotion(object: TrackedObject, time: number): Motion {
  const { motion, rest, lastSeen } = object;
  const stands = secondsSince(rest[2], lastSeen) >= REST_SECONDS;
  const start = stands ? { ...motion, vx: 0, vy: 0 } : motion;
  const seconds = secondsSince(lastSeen, time);
  return seconds === 0 ? start : predictMotion(start, seconds, sizeOf(object));
}

/** The box at `time`, as predicted. Not before `lastSeen`. Pixels; may reach beyond the image. */
export function predictedBox(object: TrackedObject, time: number): Bbox {
  return boxAround(expectedMotion(object, time), object);
}

/** Seconds from one time in ms to another; 0 if `time` is earlier. */
export const secondsSince = (from: number, time: number): number => Math.max(0, time - from) / 1000;
