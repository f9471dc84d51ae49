import { sharp } from './sharp';

/** Versions of sharp and of its libvips, for the status of a process. */
export const sharpVersion = `${sharp.versions.sharp} (libvips ${sharp.versions.vips})`;
