/** Precisions in which models are published, best quality first, and the suffix of their files' names. */
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

/** The precision that a user requests. `auto`: the best that the model has and the device runs. */
export type RequestedDtype = Dtype | 'auto';

/** Precisions that a request allows, best quality first. A device may prefer another order: `preferredDtypes`. */
export const allowedDtypes = (requested: RequestedDtype): readonly Dtype[] =>
  requested === 'auto' ? dtypes : [requested];
