import type { NodeAPI } from 'node-red';
import { serveModels } from './model-endpoints';
import { servePictures } from './picture-endpoints';

/** The admin endpoints of this package. A plugin of their own: they do not depend on nodes, nor on the editor. */
export default function register(RED: NodeAPI): void {
  serveModels(RED);
  servePictures(RED);
}
