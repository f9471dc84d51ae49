// Mocha loads this before all tests (.mocharc.json): no result may depend on the fonts of the machine.
import { join } from 'node:path';

const root = process.cwd();

/** A fontconfig file of a machine without fonts. */
export const noFonts = join(root, 'test/fixtures/fonts/no-fonts.conf');

process.env.FONTCONFIG_FILE = join(root, 'test/fixtures/fonts/fonts.conf');
