import type { ImageSize } from '../../src/contract';
import type { Picture } from '../../src/models/picture';
import { pixelTensor } from '../../src/models/preprocess';
import type { KeptTensors, Session, TensorInfo } from '../../src/models/session';
import type { NamedTensors, TensorType } from '../../src/tensor/tensor';

type Dims = readonly (number | string)[];

/** Inputs or outputs by name, of the type that the known graphs have. */
export const infos = (dimsByName: Readonly<Record<string, Dims>>): TensorInfo[] =>
  Object.entries(dimsByName).map(([name, dims]) => ({
    name,
    dims,
    type: typeOf(name, dims),
  }));

/** A packed image has its channels last. */
function typeOf(name: string, dims: Dims): TensorType {
  if (name === 'image' && dims.at(-1) === 3) return 'uint8';
  return INTEGERS.includes(name) ? 'int64' : 'float32';
}

const INTEGERS = [
  'pixel_mask',
  'input_ids',
  'token_type_ids',
  'attention_mask',
  'position_ids',
  'text_token_mask',
  'input_labels',
];

export interface FakeSession extends Session {
  /** What was fed, run by run. */
  readonly runs: { readonly feeds: NamedTensors; readonly kept?: KeptTensors | undefined }[];
}

/**
 * A session without a graph. As the real one it moves its feeds away: whoever uses them again finds them empty.
 * @param answer what a run gives
 */
export function fakeSession(
  inputs: readonly TensorInfo[],
  outputs: readonly TensorInfo[],
  answer: (feeds: NamedTensors) => NamedTensors = () => ({}),
): FakeSession {
  const runs: FakeSession['runs'] = [];
  const take = (given: NamedTensors, kept?: KeptTensors): NamedTensors => {
    const feeds = structuredClone(given, {
      transfer: Object.values(given).map(({ data }) => data.buffer as ArrayBuffer),
    });
    runs.push({ feeds, kept });
    return answer(feeds);
  };
  return {
    inputs,
    outputs,
    runs,
    run: async (feeds, kept) => take(feeds, kept),
    runAndKeep: async (feeds) => {
      take(feeds);
      return { bytes: 1, release: () => {} };
    },
  };
}

/** A picture of one grey, whatever size it is asked for; it keeps what was asked. */
export function greyPicture(size: ImageSize, level = 128): Picture & { readonly asked: ImageSize[] } {
  const asked: ImageSize[] = [];
  return {
    size,
    asked,
    input: async (layout) => {
      asked.push(layout.size);
      return pixelTensor(new Uint8Array(layout.size.width * layout.size.height * 3).fill(level), layout);
    },
  };
}
