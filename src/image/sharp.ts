import sharp from 'sharp';

// Every frame of a camera is new, so libvips' cache of past operations would only occupy memory.
sharp.cache(false);

// Only these loaders of libvips can run, whatever the bytes are. The check of the first bytes comes before this one. It
// applies to the process, and does not concern raw pixels and text.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif', 'Tiff'].map((loader) => `VipsForeignLoad${loader}`),
});

export type { Sharp } from 'sharp';
export { sharp };
