import type { Node } from 'node-red';
import { formatBytes, type OnProgress } from '../../src';
import type { NodeStatus } from './status';

/** Shows the download of a model as the node's status, and logs its start and end. */
export function downloadReport(node: Node, status: NodeStatus): OnProgress {
  let isLogged = false;
  return (progress) => {
    const { model, totalBytes, isDone } = progress;
    if (totalBytes === 0) return;
    if (!isLogged) node.log(`Downloading ${model}: ${formatBytes(totalBytes)}`);
    if (isDone) node.log(`Downloaded ${model}`);
    isLogged = !isDone;
    if (isDone) status.running(0);
    else status.downloading(progress);
  };
}
