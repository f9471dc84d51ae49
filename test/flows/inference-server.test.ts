import assert from 'node:assert/strict';
import { openEngines } from '../../src';
import {
  catchAll,
  errorOf,
  inbox,
  loadFlow,
  type Message,
  nodeRedVersion,
  send,
  statusesOf,
  unloadFlow,
} from '../support/node-red';
import { type OipServer, startOipServer } from '../support/oip-server';
import { scene } from '../support/scenes';
import { freePort } from '../support/servers';
import { until } from '../support/until';

describe(`inference servers that go down and up again, in Node-RED ${nodeRedVersion}`, function () {
  this.timeout(60_000);
  const servers: OipServer[] = [];
  afterEach(async () => {
    await unloadFlow();
    await Promise.all(servers.splice(0).map((server) => server.kill().catch(() => undefined)));
  });

  const start = async (options?: Parameters<typeof startOipServer>[0]): Promise<OipServer> => {
    const server = await startOipServer(options);
    servers.push(server);
    return server;
  };
  let flows = 0;
  /** A flow whose models run on the servers, with a name of its own for the engine. */
  const load = (...addresses: string[]): Promise<void> => {
    const engine = `servers ${++flows}`;
    return loadFlow([
      { id: engine, type: 'vision-engine', runsOn: 'server', servers: addresses.join(' '), retries: 1 },
      { ...{ id: 'find', type: 'grounding-dino', engine, model: 'demo' }, prompt: 'star. circle', wires: [['cut']] },
      { id: 'cut', type: 'sam', engine, model: 'demo', wires: [['out']] },
      { id: 'out', type: 'helper' },
      ...catchAll,
    ]);
  };
  const engine = async () => {
    const open = openEngines().find(({ name }) => name.includes(`servers ${flows}`));
    return (await open!.status())!;
  };
  const lastStatus = (id: string) => statusesOf(id).at(-1)!;
  /** The message that a message with an image becomes, or its error. */
  const sendImage = (): Promise<Message> => {
    const ends = Promise.race([inbox('out').next(), inbox('caught').next()]);
    send('find', { payload: scene(19).image });
    return ends;
  };
  const assertWorks = async (): Promise<void> => {
    const message = await sendImage();
    assert.equal(message.error, undefined);
    assert.ok((message.detections as { mask?: object }[]).every(({ mask }) => mask));
    await until(() => ['find', 'cut'].every((id) => lastStatus(id).fill === 'green'));
  };

  it('each message fails at once with what to do, the next one after the start works, in the same processes', async () => {
    const port = await freePort();
    await load(`http://127.0.0.1:${port}`);
    const first = await start({ port });
    await assertWorks();
    const { pid } = await engine();

    await first.kill();
    for (let failed = 0; failed < 3; failed++) {
      const { code, message, source } = errorOf(await sendImage());
      assert.deepEqual([code, source.id], ['DEVICE_UNAVAILABLE', 'find']);
      assert.match(message, /^Cannot reach the inference server at 127\S+ \(connection refused\)\. Check its address/);
      await until(() => lastStatus('find').fill === 'red');
      assert.match(lastStatus('find').text!, /error\.DEVICE_UNAVAILABLE$/);
    }
    const [state] = (await engine()).servers!;
    assert.match(state!.lastError!, /^Cannot reach/);
    assert.equal(state!.inFlight, 0);

    await start({ port });
    await assertWorks();
    const after = await engine();
    assert.equal(after.pid, pid);
    assert.equal(after.servers![0]!.lastError, undefined);
  });

  it('a message comes through at another address while one rests, and the first is used again later', async () => {
    const port = await freePort();
    let isBroken = false;
    const second = await start();
    const first: OipServer = await start({
      port,
      async answer({ path }) {
        isBroken ||= path.endsWith('/infer');
        // As a server that is killed in a run.
        if (isBroken) await first.kill();
        return isBroken;
      },
    });
    await load(first.url, second.url);

    await assertWorks();
    assert.ok(isBroken);
    const { pid, servers: states } = await engine();
    assert.match(states![0]!.lastError!, /^(Connection lost|Cannot reach)/);
    assert.equal(states![1]!.lastError, undefined);
    const before = second.requests.length;
    await assertWorks();
    assert.ok(second.requests.length > before);

    const again = await start({ port });
    // It rests for 1 s after the first failure.
    await until(async () => {
      await assertWorks();
      return again.requests.length > 0;
    });
    assert.equal((await engine()).servers![0]!.lastError, undefined);
    assert.equal((await engine()).pid, pid);
  });
});
