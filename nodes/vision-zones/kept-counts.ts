import type { Node } from 'node-red';
import { type LineCount, messageOf } from '../../src';

type Lines = Readonly<Record<string, LineCount>>;

/** The totals of lines by camera, in the context store of a node: they survive a restart of Node-RED. */
export interface KeptCounts {
  /** Reads the totals that an earlier node of this id left. */
  load(): Promise<void>;
  /** The totals of a camera. */
  of(camera: string): Readonly<Record<string, unknown>>;
  /** Notes new totals. They are written at most every 10 seconds. */
  note(camera: string, lines: Lines): void;
  /** Sets the totals of a camera, or of all, to 0. */
  reset(camera?: string): void;
  /** Writes the totals that were noted. */
  close(): Promise<void>;
}

/** Name of the value in the context of the node. */
const KEY = 'lines';
const WRITE_EVERY_MS = 10_000;
/** Beyond, the camera whose totals changed longest ago is forgotten: topics may be names of files. */
const MAX_CAMERAS = 1000;

/** @param store name of the context store; empty: nothing is kept */
export function openKeptCounts(node: Node, store: string, everyMs = WRITE_EVERY_MS): KeptCounts {
  let loading: Promise<void> | undefined;
  let cameras = new Map<string, Readonly<Record<string, unknown>>>();
  let timer: NodeJS.Timeout | undefined;
  let resets = Promise.resolve();

  const warn = (problem: string, error: unknown): void =>
    node.warn(`The totals of lines cannot be ${problem}: ${messageOf(error)}`);

  function read(): Promise<void> {
    return new Promise((resolve) => {
      node.context().get(KEY, store, (error, value) => {
        if (error) warn('read', error);
        else cameras = new Map(Object.entries(Object(value) as Record<string, Record<string, unknown>>));
        resolve();
      });
    });
  }

  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    return new Promise((resolve) => {
      node.context().set(KEY, Object.fromEntries(cameras), store, (error) => {
        if (error) warn('written', error);
        resolve();
      });
    });
  }

  function changed(): void {
    if (store !== '') timer ??= setTimeout(() => void write(), everyMs).unref();
  }

  function load(): Promise<void> {
    loading ??= store === '' ? Promise.resolve() : read();
    return loading;
  }

  function forget(camera: string | undefined): void {
    if (camera === undefined) cameras.clear();
    else cameras.delete(camera);
    changed();
  }

  return {
    load,
    of: (camera) => Object(cameras.get(camera)) as Record<string, unknown>,
    note(camera, lines) {
      if (store === '' || JSON.stringify(cameras.get(camera)) === JSON.stringify(lines)) return;
      // A Map keeps the order in which its entries were set.
      cameras.delete(camera);
      cameras.set(camera, lines);
      const [oldest] = cameras.keys();
      if (cameras.size > MAX_CAMERAS) cameras.delete(oldest!);
      changed();
    },
    reset(camera) {
      // Totals that are read later would return, and writing before would remove those of other cameras.
      resets = load().then(() => forget(camera));
    },
    close: async () => {
      if (!timer) await resets;
      if (timer) await write();
    },
  };
}
