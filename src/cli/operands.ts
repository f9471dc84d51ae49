import type { Operands } from './command';

export const PICTURES: Operands = { name: 'PICTURE... --prompt "cat. dog."', least: 'at least one picture' };

export const ABOUT_PICTURES = `A PICTURE is a file, a folder with all below it, or a pattern in quotes: "photos/**/*.{jpg,png}".
Of folders and patterns only picture files count, sorted by name; hidden ones and the folder of --out are left out.`;

export const MODELS: Operands = { name: 'MODEL...', least: 'the name of at least one model' };
