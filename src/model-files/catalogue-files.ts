import type { CatalogueFile } from './catalogue-entry';

/** Exact size in bytes, and SHA-256. */
export type Pin = readonly [bytes: number, sha256: string];

/** A file in `onnx/` whose size and hash are known. */
export const pinned = (name: string, [bytes, sha256]: Pin): CatalogueFile => ({ path: `onnx/${name}`, bytes, sha256 });

/** A file in `onnx/` whose size is known exactly, without its hash. */
export const sized = (name: string, bytes: number): CatalogueFile => ({ path: `onnx/${name}`, bytes });

/** A file in `onnx/` whose size is known roughly. */
export const rounded = (name: string, megabytes: number): CatalogueFile => ({
  path: `onnx/${name}`,
  bytes: Math.round(megabytes * 1e6),
  isRounded: true,
});

/** A graph in `onnx/` whose weights are in a file of their own. */
export const pinnedPair = (name: string, graph: Pin, data: Pin): CatalogueFile[] => [
  pinned(`${name}.onnx`, graph),
  pinned(`${name}.onnx_data`, data),
];

/** A graph in `onnx/` with a file of weights, whose sizes are known exactly. */
export const sizedPair = (name: string, graphBytes: number, dataBytes: number): CatalogueFile[] => [
  sized(`${name}.onnx`, graphBytes),
  sized(`${name}.onnx_data`, dataBytes),
];

/** A graph in `onnx/` with a file of weights, whose sizes are known roughly. */
export const roundedPair = (name: string, graphMegabytes: number, dataMegabytes: number): CatalogueFile[] => [
  rounded(`${name}.onnx`, graphMegabytes),
  rounded(`${name}.onnx_data`, dataMegabytes),
];
