import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { demoFolder } from '../../src/model-files/model-folder';
import { listenOnPort, selfSigned } from './servers';

/** A request that the server received. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface OipServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  /** Breaks off all connections, and answers no more. */
  kill(): Promise<void>;
}

interface OipOptions {
  /** The files of graphs by their names on the server. By default the demo models under the names that they have by rule. */
  readonly graphs?: Readonly<Record<string, string>>;
  /** Whether outputs are sent as JSON, although binary ones are requested. */
  readonly sendsJson?: boolean;
  /** Called for each request. If it answers the request itself, it returns true. */
  readonly answer?: (seen: SeenRequest, response: ServerResponse) => boolean | Promise<boolean>;
  readonly port?: number;
  readonly isSecure?: boolean;
}

export const demoGraphs = (): Record<string, string> => ({
  demo: join(demoFolder('detector'), 'onnx/model.onnx'),
  'demo-encoder': join(demoFolder('segmenter'), 'onnx/vision_encoder.onnx'),
  'demo-decoder': join(demoFolder('segmenter'), 'onnx/prompt_encoder_mask_decoder.onnx'),
});

const datatypes: Readonly<Record<string, string>> = {
  ...{ float32: 'FP32', float16: 'FP16', int64: 'INT64', int32: 'INT32', bool: 'BOOL', uint8: 'UINT8' },
};
const arrays = {
  FP32: Float32Array,
  FP16: Uint16Array,
  INT64: BigInt64Array,
  INT32: Int32Array,
  BOOL: Uint8Array,
  UINT8: Uint8Array,
};
const types: Readonly<Record<string, ort.Tensor.Type>> = Object.fromEntries(
  Object.entries(datatypes).map(([type, datatype]) => [datatype, type as ort.Tensor.Type]),
);

/** An inference server on 127.0.0.1 that runs graphs with onnxruntime, and answers by the Open Inference Protocol. */
export async function startOipServer({
  graphs = demoGraphs(),
  sendsJson = false,
  answer = () => false,
  port: wanted = 0,
  isSecure = false,
}: OipOptions = {}): Promise<OipServer> {
  const sessions = new Map<string, Promise<ort.InferenceSession>>();
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  const sessionOf = (name: string): Promise<ort.InferenceSession> | undefined => {
    const file = graphs[name];
    if (file === undefined) return undefined;
    const session = sessions.get(name) ?? ort.InferenceSession.create(file, { logSeverityLevel: 4 });
    sessions.set(name, session);
    return session;
  };

  async function respond(seen: SeenRequest, response: ServerResponse): Promise<void> {
    if (await answer(seen, response)) return;
    if (seen.path === '/v2') return sendJson(response, 200, { name: 'test server', version: '1.2.3', extensions: [] });
    const [, name = '', rest] = /^\/v2\/models\/([^/]+)(\/infer|\/ready)?$/.exec(seen.path) ?? [];
    const session = await sessionOf(decodeURIComponent(name));
    if (!session) return sendJson(response, 404, { error: `Request for unknown model: '${name}' is not found` });
    if (rest === '/ready') return void response.writeHead(200).end();
    if (rest === undefined) {
      const { inputMetadata, outputMetadata } = session;
      return sendJson(response, 200, {
        name,
        inputs: inputMetadata.map(described),
        outputs: outputMetadata.map(described),
      });
    }
    await infer(session, seen, response);
  }

  async function infer(session: ort.InferenceSession, { headers, body }: SeenRequest, response: ServerResponse) {
    const jsonBytes = Number(headers['inference-header-content-length']);
    const request = JSON.parse(body.subarray(0, jsonBytes).toString('utf8'));
    let at = jsonBytes;
    const feeds: Record<string, ort.Tensor> = {};
    for (const { name, datatype, shape, parameters } of request.inputs) {
      const bytes = Uint8Array.from(body.subarray(at, at + parameters.binary_data_size));
      at += bytes.length;
      const data = new arrays[datatype as keyof typeof arrays](bytes.buffer);
      // If Node.js has Float16Array, the constructor would wrap the bits in one, which the native code takes for empty.
      feeds[name] =
        datatype === 'FP16'
          ? ({ type: 'float16', data, dims: shape, location: 'cpu' } as never)
          : new ort.Tensor(types[datatype]!, data as never, shape);
    }
    let outputs: ort.InferenceSession.OnnxValueMapType;
    try {
      outputs = await session.run(feeds);
    } catch (error) {
      return sendJson(response, 400, { error: `onnx runtime error: ${(error as Error).message}` });
    }
    const tensors = request.outputs.map(({ name }: { name: string }) => [name, outputs[name]] as const);
    if (sendsJson) {
      const list = tensors.map(([name, { type, dims, data }]: [string, ort.Tensor]) => ({
        ...{ name, datatype: datatypes[type], shape: dims },
        data: Array.from(data as Float32Array, (value) => (Number.isFinite(value) ? value : null)),
      }));
      return sendJson(response, 200, { id: request.id, outputs: list });
    }
    const buffers = tensors.map(([, { data }]: [string, { data: Float32Array }]) =>
      Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    );
    const head = Buffer.from(
      JSON.stringify({
        id: request.id,
        outputs: tensors.map(([name, { type, dims }]: [string, ort.Tensor], index: number) => ({
          ...{ name, datatype: datatypes[type], shape: dims },
          parameters: { binary_data_size: buffers[index].length },
        })),
      }),
    );
    response.writeHead(200, { 'inference-header-content-length': `${head.length}` });
    response.end(Buffer.concat([head, ...buffers]));
  }

  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return;
    }
    const { method = '', url = '', headers } = request;
    const seen = { method, path: url, headers, body: Buffer.concat(chunks) };
    requests.push(seen);
    await respond(seen, response);
  };
  const server = isSecure ? createSecureServer(selfSigned(), listener) : createServer(listener);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  const port = await listenOnPort(server, wanted);
  return {
    url: `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`,
    ...{ port, requests },
    async kill() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A server that loads the demo models on request only, as Triton with `--model-control-mode=explicit`. */
export async function startUnloadedServer(extensions: readonly string[] = ['model_repository']) {
  const loaded = new Set<string>();
  const orders: string[] = [];
  const server = await startOipServer({
    answer({ method, path }, response) {
      if (path === '/v2') sendJson(response, 200, { name: 'test', version: '1', extensions });
      const [, name, verb] = /^\/v2\/repository\/models\/(.*)\/(.*)$/.exec(path) ?? [];
      if (name && verb) {
        orders.push(`${verb} ${name}`);
        if (verb === 'load') loaded.add(name);
        else loaded.delete(name);
        sendJson(response, name in demoGraphs() ? 200 : 400, { error: 'no such file' });
      }
      const [, model] = /^\/v2\/models\/([^/]+)/.exec(path) ?? [];
      const isMissing = model !== undefined && !loaded.has(model);
      if (isMissing) sendJson(response, method === 'GET' ? 404 : 503, { error: `unknown model: ${model}` });
      return path === '/v2' || name !== undefined || isMissing;
    },
  });
  return { server, orders, loaded };
}

export function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

const described = (metadata: ort.InferenceSession.ValueMetadata) =>
  metadata.isTensor && {
    name: metadata.name,
    datatype: datatypes[metadata.type],
    shape: metadata.shape.map((dim) => (typeof dim === 'number' ? dim : -1)),
  };
