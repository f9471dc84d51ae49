// Mocha loads this before all tests (.mocharc.json): no result may depend on the fonts, settings, speed or network of the
// machine. Fonts and variables are set here. Tests wait for events, not for a time, and compare times with bounds only.
import { join } from 'node:path';

const root = process.cwd();

/** The variables of the user, for npm, which may need a proxy. */
export const userEnvironment: NodeJS.ProcessEnv = { ...process.env };

/** A fontconfig file of a machine without fonts. */
export const noFonts = join(root, 'test/fixtures/fonts/no-fonts.conf');

for (const name of Object.keys(process.env)) {
  if (/^(HF|HUGGING_?FACE)_|^(https?|all|no)_proxy$/i.test(name)) delete process.env[name];
}
Object.assign(process.env, {
  FONTCONFIG_FILE: join(root, 'test/fixtures/fonts/fonts.conf'),
  // No server responds there and nothing is cached: tests that download have a hub and a cache of their own.
  HF_ENDPOINT: 'http://127.0.0.1:9',
  HF_HOME: join(root, 'dist/test/no-models'),
  // onnxruntime sends usage data from version 1.29 on.
  ORT_DISABLE_TELEMETRY: '1',
});
