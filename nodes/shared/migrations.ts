import { VisionError } from '../../src';
import { integerOption, readOptions, refusal } from './options';

/** A node's settings as they stand in a flow: JSON. */
export type SavedSettings = Readonly<Record<string, unknown>>;

type VersionedSettings = SavedSettings & { readonly settingsVersion: number };

/** One step from the settings of an older version of a node to those of a newer one. */
export interface Migration {
  /** The `settingsVersion` that the step reads. Settings saved without one have version 0. */
  readonly from: number;
  /** The `settingsVersion` that the step returns. */
  readonly to: number;
  /** Returns a new object that also has the settings which stay as they are. */
  migrate(settings: SavedSettings): SavedSettings;
}

/** The dialogs of nodes with migrations save it. */
const versionOptions = { settingsVersion: integerOption(0, 0) } as const;

/** The version that new nodes are saved with. */
export const currentVersion = (migrations: readonly Migration[]): number => migrations.at(-1)?.to ?? 0;

/**
 * Brings saved settings to the current version. Node-RED rewrites a flow only when a user edits and deploys it, so this
 * runs at every start. It never throws, because Node-RED drops a node whose constructor throws: `readOptions` refuses
 * settings that cannot be migrated, for each message.
 * @param migrations in the order of their versions
 */
export function migrated<Config extends object>(config: Config, migrations: readonly Migration[]): Config {
  try {
    const { settingsVersion } = readOptions(versionOptions, config);
    if (settingsVersion === currentVersion(migrations)) return config;
    return migrate({ ...config, settingsVersion }, migrations) as Config;
  } catch (error) {
    return { ...config, [refusal]: error };
  }
}

function migrate(saved: VersionedSettings, migrations: readonly Migration[]): VersionedSettings {
  let settings = saved;
  for (const step of migrations) {
    if (step.from === settings.settingsVersion) settings = { ...step.migrate(settings), settingsVersion: step.to };
  }
  const current = currentVersion(migrations);
  if (settings.settingsVersion === current) return settings;
  throw new VisionError(
    'INVALID_INPUT',
    `Saved by a newer version of this package: settingsVersion must be at most ${current}, got ${saved.settingsVersion}`,
  );
}
