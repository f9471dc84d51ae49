// A real Node-RED in this process, without editor and network.
const { EventEmitter, once } = require('node:events');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { ours, root } = require('./paths');

/**
 * Starts a flow of `middle` wired in series. Returns a function that sends a message through it and resolves to the
 * message that leaves it. Throws if Node-RED does not know a node's type.
 * @param middle nodes as in flows.json, without `id` and `wires`
 * @param globals values that function nodes read with `global.get`
 */
async function startNodeRed(middle, globals = {}) {
  const userDir = mkdtempSync(join(tmpdir(), 'bench-node-red-'));
  process.on('exit', () => rmSync(userDir, { recursive: true, force: true }));
  const gateway = new EventEmitter();
  const nodes = [
    { type: 'function', initialize: "global.get('gateway').on('in', (msg) => node.send(msg));" },
    ...middle,
    { type: 'function', func: "global.get('gateway').emit('out', msg);" },
    { type: 'catch', func: '' },
    { type: 'function', func: "global.get('gateway').emit('error', new Error(msg.error.message));" },
  ];
  const last = middle.length + 1;
  const flow = nodes.map((node, at) => ({
    id: `n${at}`,
    z: 'flow',
    x: 0,
    y: 0,
    wires: [at === last || at === nodes.length - 1 ? [] : [`n${at + 1}`]],
    ...node,
  }));
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify([{ id: 'flow', type: 'tab', label: 'bench' }, ...flow]));

  const RED = ours('node-red');
  RED.init({
    userDir,
    flowFile: 'flows.json',
    nodesDir: join(root, 'dist/nodes'),
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    externalModules: { autoInstall: false },
    functionGlobalContext: { ...globals, gateway },
    logging: { console: { level: 'error' } },
  });
  const started = once(RED.events, 'flows:started');
  await RED.start();
  await started;
  const missing = flow.find(({ type }) => !RED.nodes.getType(type));
  if (missing) throw new Error(`Node-RED could not load ${missing.type}`);

  return async (msg) => {
    const out = once(gateway, 'out');
    gateway.emit('in', msg);
    const [result] = await out;
    return result;
  };
}

module.exports = { startNodeRed };
