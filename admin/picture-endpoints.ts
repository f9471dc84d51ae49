import type { NodeAPI } from 'node-red';
import { type PictureTap, pictureTapOf } from '../nodes/shared/picture-tap';
import { type ImageSize, VisionError } from '../src';
import { refuseForms, respond } from './respond';

/** A camera of the node, for its dialog. */
interface LaneRow {
  /** The name of the camera; empty if it has none. */
  readonly lane: string;
  /** Changes with each picture. Absent: no picture yet. */
  readonly serial?: number;
  /** Size of the original image of the picture, upright. */
  readonly image?: ImageSize;
  /** Why its newest image is no picture. */
  readonly message?: string;
}

/**
 * Serves the last pictures of a deployed node to its dialog. `POST grounded-sam/pictures/<node>` makes the node keep them for
 * 60 s and lists its cameras, as `GET .../lanes` does; `GET .../<node>?lane=` responds with the picture of one, or with 204.
 */
export function servePictures(RED: NodeAPI): void {
  const may = (permission: string) => RED.auth.needsPermission(`grounded-sam.${permission}`);

  RED.httpAdmin.post('/grounded-sam/pictures/:node', may('write'), (request, response) =>
    respond(response, 202, () => {
      refuseForms(request);
      const tap = deployedTap(String(request.params.node));
      tap.arm();
      return lanesOf(tap);
    }),
  );

  RED.httpAdmin.get('/grounded-sam/pictures/:node/lanes', may('read'), (request, response) => {
    response.set('Cache-Control', 'no-store');
    respond(response, 200, () => lanesOf(deployedTap(String(request.params.node))));
  });

  RED.httpAdmin.get('/grounded-sam/pictures/:node', may('read'), (request, response) => {
    response.set('Cache-Control', 'no-store');
    const picture = pictureTapOf(String(request.params.node))?.take(String(request.query.lane ?? ''));
    if (picture) response.type('jpeg').send(picture.data);
    else response.status(204).end();
  });
}

/** @throws VisionError `INVALID_INPUT` */
function deployedTap(node: string): PictureTap {
  const tap = pictureTapOf(node);
  if (tap) return tap;
  throw new VisionError('INVALID_INPUT', 'The node is not deployed yet: deploy it to see its pictures');
}

/** `isArmed` is `false` once the node keeps no pictures any more. */
function lanesOf(tap: PictureTap): { readonly isArmed: boolean; readonly lanes: readonly LaneRow[] } {
  const lanes = tap.lanes();
  const rows = (lanes ?? []).map(({ lane, picture, problem }) => ({
    lane,
    ...(picture && { serial: picture.serial, image: picture.image }),
    ...(problem && { message: problem.message }),
  }));
  return { isArmed: lanes !== undefined, lanes: rows };
}
