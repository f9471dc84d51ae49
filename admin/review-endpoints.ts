import { resolve } from 'node:path';
import type { NodeAPI } from 'node-red';
import { datasetFolders } from '../nodes/shared/dataset-folders';
import { baseFolderOf } from '../nodes/shared/engine-source';
import { withReviewSegmenter } from '../nodes/shared/review-segmenter';
import { loginName, openReviewServer, type ReviewRequest, segmentObject } from '../src';
import { refuseForms, respond } from './respond';

type Request = Parameters<Parameters<NodeAPI['httpAdmin']['get']>[1]>[0];
type Response = Parameters<Parameters<NodeAPI['httpAdmin']['get']>[1]>[1];

const ROOT = '/grounded-sam/review';

/**
 * Serves the review of datasets: its page, whose files anybody may load as those of the editor, and its data, for which GET requests
 * need the permission `grounded-sam.read` and POST requests `grounded-sam.write`.
 */
export function serveReview(RED: NodeAPI): void {
  const may = (permission: string) => RED.auth.needsPermission(`grounded-sam.${permission}`);
  const server = openReviewServer({
    folders: datasetFolders,
    resolveFolder: (folder) => resolve(baseFolderOf(RED), folder),
    segment: (image, prompt) =>
      withReviewSegmenter(RED, (engine, model) => segmentObject(engine, model, image, prompt)),
  });
  // Index files are written now, because Node-RED may be ending.
  RED.events.on('flows:stopping', () => void server.close());

  async function send(
    request: Request,
    response: Response,
    { path, canWrite = false }: Partial<ReviewRequest> & Pick<ReviewRequest, 'path'>,
  ): Promise<void> {
    const { query, body } = request;
    const method = request.method === 'POST' ? 'POST' : 'GET';
    const result = await server.respond({ method, path, query, body, user: userOf(request), canWrite });
    response.status(result.status).set(result.headers).send(result.body);
  }

  const canWrite = (request: Request): Promise<boolean> =>
    new Promise((decide) => {
      const refused = { status: () => ({ end: () => decide(false) }) } as unknown as Response;
      may('write')(request, refused, () => decide(true));
    });

  RED.httpAdmin.get(ROOT, (request, response) => {
    // Without the slash, the relative addresses of the page would lead elsewhere.
    if (request.path.endsWith('/')) void send(request, response, { path: '' });
    else response.redirect('review/');
  });

  RED.httpAdmin.get(`${ROOT}/files/:name`, (request, response) =>
    send(request, response, { path: `files/${request.params.name}` }),
  );

  RED.httpAdmin.get(`${ROOT}/:route`, may('read'), async (request, response) => {
    const path = String(request.params.route);
    await send(request, response, { path, canWrite: path === 'datasets' && (await canWrite(request)) });
  });

  RED.httpAdmin.post(`${ROOT}/:route`, may('write'), (request, response) => {
    if (request.is('json')) return send(request, response, { path: String(request.params.route), canWrite: true });
    return respond(response, 400, () => {
      refuseForms(request);
      return {};
    });
  });
}

/** Node-RED's user; without one, the user of the machine. */
function userOf(request: Request): string {
  const { username } = Object(request.user) as { readonly username?: string };
  return username || loginName();
}
