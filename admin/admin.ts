import type { NodeAPI } from 'node-red';
import { baseFolderOf } from '../nodes/shared/engine-source';
import { openModelList } from '../src';
import { serveActivity } from './activity-endpoints';
import { serveModels } from './model-endpoints';
import { servePictures } from './picture-endpoints';
import { servePreviews } from './preview-endpoints';
import { serveReview } from './review-endpoints';
import { serveServerChecks } from './server-endpoints';

/** The admin endpoints of this package. A plugin of their own: they do not depend on nodes, nor on the editor. */
export default function register(RED: NodeAPI): void {
  const models = openModelList(baseFolderOf(RED));
  serveModels(RED, models);
  serveActivity(RED, models);
  servePictures(RED);
  serveServerChecks(RED);
  servePreviews(RED);
  serveReview(RED);
}
