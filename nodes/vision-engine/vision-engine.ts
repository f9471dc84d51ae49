import { resolve } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { engineLimits, type GivenSettings, requestedDevices } from '../../src';
import type { VisionEngineNode } from '../shared/engine-source';
import { type Migration, migrated } from '../shared/migrations';
import { anyTextOption, choiceOption, flagOption, integerOption, numberOption, readOptions } from '../shared/options';
import { serverFrom, serverOptions } from '../shared/server-options';

export const options = {
  runsOn: choiceOption('machine', ['machine', 'server']),
  device: choiceOption('auto', requestedDevices),
  threads: integerOption(0, 0, engineLimits.threads),
  ...serverOptions,
  modelFolder: anyTextOption(''),
  offline: flagOption(false),
  idleMinutes: numberOption(10, 0, engineLimits.idleMinutes),
  timeoutSeconds: numberOption(120, 0, Math.floor(engineLimits.timeoutMs / 1000)),
} as const;

interface Credentials {
  token: string;
  serverToken: string;
  serverHeaders: string;
}

/** Steps from the settings of older versions. */
export const migrations: readonly Migration[] = [];

export default function register(RED: NodeAPI): void {
  function VisionEngine(this: Node<Credentials>, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    const config = migrated(saved, migrations);
    const readSettings: VisionEngineNode['readSettings'] = (): GivenSettings => {
      const { timeoutSeconds, modelFolder, runsOn, device, threads, offline, idleMinutes, ...server } = readOptions(
        options,
        config,
      );
      // An empty folder stays empty: it means the cache that all Hugging Face tools share.
      const folder = modelFolder.trim() && resolve(RED.settings.userDir ?? '.', modelFolder.trim());
      return {
        ...{ offline, idleMinutes },
        ...(runsOn === 'server' ? { server: serverFrom(RED, server, this.credentials ?? {}) } : { device, threads }),
        modelFolder: folder,
        token: this.credentials?.token?.trim() ?? '',
        timeoutMs: timeoutSeconds * 1000,
      };
    };
    Object.assign(this, { readSettings });
  }
  const password = { type: 'password' } as const;
  RED.nodes.registerType('vision-engine', VisionEngine, {
    credentials: { token: password, serverToken: password, serverHeaders: password },
  });
}
