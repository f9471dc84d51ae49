/** Number formats in which models are published, best quality first, and how their files are called. */
export const dtypeSuffixes = {
  fp32: '',
  fp16: '_fp16',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
} as const;

export type Dtype = keyof typeof dtypeSuffixes;

export const dtypes = Object.keys(dtypeSuffixes) as Dtype[];

/** What a user may ask for. `auto`: the best that the folder has, loads and suits the device. */
export type RequestedDtype = Dtype | 'auto';
