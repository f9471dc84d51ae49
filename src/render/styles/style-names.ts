/** In the default order of drawing, later ones on top. Those that hide objects are first. */
export const renderStyleNames = [
  'blur',
  'pixelate',
  'blackout',
  'mask-only',
  'background',
  'cutout',
  'zones',
  'halo',
  'overlay',
  'outline',
  'box',
  'label',
] as const;

export type RenderStyleName = (typeof renderStyleNames)[number];
