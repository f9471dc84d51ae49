import type { NodeAPI } from 'node-red';
import { baseFolderOf, visionEngine } from '../nodes/shared/engine-source';
import { anyTextOption, readOptions } from '../nodes/shared/options';
import { serverFrom, serverOptions } from '../nodes/shared/server-options';
import { checkServers, type ModelTask, type ServerSettings, type UsedModel, VisionError } from '../src';
import { refuseForms, respond } from './respond';

/** The fields of the dialog. `engine` is the id of the vision-engine, which need not be deployed yet. */
const fields = {
  ...serverOptions,
  engine: anyTextOption(''),
  serverToken: anyTextOption(''),
  serverHeaders: anyTextOption(''),
} as const;

/** What Node-RED shows in a field of a stored secret. */
const STORED = '__PWRD__';

/** Types of nodes that use models. */
const tasks: Readonly<Record<string, ModelTask>> = { 'grounding-dino': 'detector', sam: 'segmenter' };

/**
 * Serves *Test connection*. `POST grounded-sam/servers/check` takes the settings of the dialog, deployed or not, and responds with
 * `{servers}`: see `ServerCheck`. No response has a token or a header.
 */
export function serveServerChecks(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/grounded-sam/servers/check',
    RED.auth.needsPermission('grounded-sam.write'),
    (request, response) =>
      respond(response, 200, async () => {
        refuseForms(request);
        const { engine, serverToken, serverHeaders, ...given } = readOptions(fields, request.body as object);
        const typed = (text: string): string => (text === STORED ? '' : text);
        const entered = serverFrom(RED, given, {
          serverToken: typed(serverToken),
          serverHeaders: typed(serverHeaders),
        });
        const deployed = visionEngine(RED, engine)?.readSettings().server;
        const stored = {
          ...(serverToken === STORED && { token: deployed?.token ?? '' }),
          ...(serverHeaders === STORED && { headers: deployed?.headers ?? {} }),
        };
        if (Object.keys(stored).length > 0) refuseOtherAddresses(entered, deployed);
        return { servers: await checkServers({ ...entered, ...stored }, usedModels(RED, engine)) };
      }),
  );
}

/** A stored secret goes to the servers for which it was entered, and nowhere else. */
function refuseOtherAddresses({ addresses = [] }: Partial<ServerSettings>, deployed?: Partial<ServerSettings>): void {
  if (addresses.every((address) => deployed?.addresses?.includes(address))) return;
  throw new VisionError('INVALID_INPUT', 'Servers changed: enter token and headers again, or deploy before the test');
}

/** The models of the deployed nodes that have this engine. */
function usedModels(RED: NodeAPI, engine: string): UsedModel[] {
  const baseFolder = baseFolderOf(RED);
  const used: UsedModel[] = [];
  RED.nodes.eachNode((node) => {
    const { engine: of, model } = node as { engine?: unknown; model?: unknown };
    const task = tasks[node.type];
    if (task && of === engine && typeof model === 'string' && model !== '') used.push({ task, model, baseFolder });
  });
  return used;
}
