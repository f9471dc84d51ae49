import type { NodeAPI } from 'node-red';
import { previewOf, type Thumbnail } from '../nodes/shared/preview';
import { type ImageSize, invalidInput, VisionError } from '../src';
import { refuseForms, respond } from './respond';

/** A node that an editor looks at. */
interface Look {
  readonly id: string;
  /** The serial number of the thumbnail that the editor shows. */
  readonly seen?: number;
}

/** The answer to a look. Without a thumbnail and a message, there is nothing new. */
export interface PreviewRow {
  readonly id: string;
  readonly isDeployed: boolean;
  readonly serial?: number;
  /** JPEG, base64. */
  readonly data?: string;
  readonly size?: ImageSize;
  readonly camera?: string;
  /** Number of objects, if they are known. */
  readonly count?: number;
  /** Why the newest image has no thumbnail. */
  readonly message?: string;
}

/** A request names at most this many nodes. */
const MAX_LOOKS = 100;

/**
 * Serves the previews of deployed nodes. `POST grounded-sam/previews` is the look of an editor at nodes: they keep their last
 * image for 60 s, and new thumbnails are in the response. `POST .../previews/<node>` responds with the large picture and its
 * objects, or with an empty object. Both are requests for reading, but forms of other sites must not send them.
 */
export function servePreviews(RED: NodeAPI): void {
  const mayRead = RED.auth.needsPermission('grounded-sam.preview.read');

  RED.httpAdmin.post('/grounded-sam/previews', mayRead, (request, response) => {
    response.set('Cache-Control', 'no-store');
    respond(response, 200, () => {
      refuseForms(request);
      return { previews: looksIn(request.body).map(lookAt) };
    });
  });

  RED.httpAdmin.post('/grounded-sam/previews/:node', mayRead, (request, response) => {
    response.set('Cache-Control', 'no-store');
    respond(response, 200, async () => {
      refuseForms(request);
      const preview = previewOf(String(request.params.node));
      if (!preview) throw new VisionError('INVALID_INPUT', 'The node is not deployed yet: deploy it to see its images');
      return (await preview.large()) ?? {};
    });
  });
}

/** @throws VisionError `INVALID_INPUT` */
function looksIn(body: unknown): readonly Look[] {
  const { nodes } = Object(body) as { readonly nodes?: unknown };
  if (Array.isArray(nodes) && nodes.length <= MAX_LOOKS && nodes.every(isLook)) return nodes;
  throw invalidInput('nodes', `a list of at most ${MAX_LOOKS} nodes {id, seen}`, nodes);
}

function isLook(value: unknown): value is Look {
  const { id, seen } = Object(value) as Record<string, unknown>;
  return typeof id === 'string' && (seen === undefined || typeof seen === 'number');
}

function lookAt({ id, seen }: Look): PreviewRow {
  const preview = previewOf(id);
  return { id, isDeployed: preview !== undefined, ...rowOf(preview?.look(seen)) };
}

function rowOf(thumbnail: Thumbnail | undefined): Partial<PreviewRow> {
  if (!thumbnail) return {};
  const { data, problem, ...row } = thumbnail;
  return { ...row, ...(data && { data: data.toString('base64') }), ...(problem && { message: problem.message }) };
}
