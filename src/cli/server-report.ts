import { checkServers, invalidInput, isUsable, type ServerCheck, type ServerSettings, type UsedModel } from '../index';

/** The models that `doctor` looks for on servers, next to those that the settings name. */
interface Models {
  readonly detector: string | undefined;
  readonly segmenter: string | undefined;
}

/**
 * Checks each server and the models on it.
 * @returns lines of a name and a value, and whether all servers and models can be used
 */
export async function serverReport(
  server: Partial<ServerSettings>,
  models: Models,
): Promise<{ readonly lines: readonly (readonly [name: string, value: string])[]; readonly isWorking: boolean }> {
  const used = (['detector', 'segmenter'] as const).flatMap((task): UsedModel[] => {
    const model = models[task];
    return model === undefined ? [] : [{ task, model, baseFolder: process.cwd() }];
  });
  const checks = await checkServers(server, used);
  const isUnnamed = checks.every(({ models: found }) => found.length === 0) && checks.every(isUsable);
  const hint = ['models', 'not checked: name them with --detector, --segmenter or --server-models'] as const;
  return { lines: [...checks.flatMap(linesOf), ...(isUnnamed ? [hint] : [])], isWorking: checks.every(isUsable) };
}

function linesOf({ address, name, version, ms, message, models }: ServerCheck): (readonly [string, string])[] {
  const answer = message ?? `works: ${name} ${version}, ${ms} ms`;
  return [
    [`server ${address}`, answer],
    ...models.map((model) => [`  model ${model.name}`, model.message ?? 'is ready'] as const),
  ];
}

/** @throws VisionError `INVALID_INPUT` for flags that are about devices of this machine */
export function refuseDeviceFlags({ device, check }: { readonly device: string; readonly check: boolean }): void {
  if (device !== 'auto') throw invalidInput('--device', 'absent if models run on a server', device);
  if (check) throw invalidInput('--check', 'absent if models run on a server', '--check');
}

/** @throws VisionError `INVALID_INPUT` for flags that need --server */
export function refuseServerFlags(models: Models): void {
  for (const [name, model] of Object.entries(models)) {
    if (model !== undefined) throw invalidInput(`--${name}`, 'given together with --server', model);
  }
}
