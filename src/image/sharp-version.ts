import sharp from 'sharp';

/** Of sharp, and of the libvips that does its work. */
export const sharpVersion = `${sharp.versions.sharp} (libvips ${sharp.versions.vips})`;
