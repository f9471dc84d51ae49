import { type LoadedModel, openEngine } from '../../src';

/** The device that `auto` takes on this machine. */
export async function autoDevice(): Promise<LoadedModel['device']> {
  const engine = openEngine('auto device', { graceMs: 0 });
  try {
    return (await engine.load('detector', { model: 'demo', dtype: 'auto', baseFolder: '.' })).device;
  } finally {
    await engine.close();
  }
}
