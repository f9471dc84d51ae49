import type { FlowNode } from '../user-dir';

/** Ids of the nodes whose messages are followed. */
export const nodeIds = {
  detector: 'detector',
  segmenter: 'segmenter',
  tracker: 'tracker',
  render: 'render',
  dataset: 'dataset',
} as const;

export const watchedNodes: ReadonlySet<string> = new Set(Object.values(nodeIds));

/** What differs between the flows of the soak. */
export interface FlowOptions {
  readonly datasetFolder: string;
  /** Short name or folder of the models. */
  readonly model: string;
  /** Time limit of the calls to all processes. */
  readonly timeoutSeconds: number;
}

/** Image -> boxes -> masks -> drawn image and dataset, as the examples wire it. */
export function soakFlow({ datasetFolder, model, timeoutSeconds }: FlowOptions): FlowNode[] {
  const placed = { z: 'tab', x: 100, y: 100 };
  const engine = { engine: 'engine', ...placed };
  return [
    { id: 'tab', type: 'tab', label: 'soak' },
    { id: 'engine', type: 'vision-engine', name: '', timeoutSeconds },
    {
      id: nodeIds.detector,
      type: 'grounding-dino',
      ...engine,
      model,
      prompt: 'circle. square. triangle. star.',
      wires: [[nodeIds.segmenter]],
    },
    { id: nodeIds.segmenter, type: 'sam', ...engine, model: 'demo', wires: [[nodeIds.render, nodeIds.dataset]] },
    { id: nodeIds.render, type: 'mask-render', ...placed, timeoutSeconds, wires: [[]] },
    { id: nodeIds.dataset, type: 'dataset-export', ...placed, timeoutSeconds, folder: datasetFolder, wires: [[]] },
  ];
}

/** Several cameras -> boxes -> objects with an identity -> drawn image. The detector has a lane for each camera. */
export function camerasFlow(prompt: string, timeoutSeconds: number): FlowNode[] {
  const placed = { z: 'tab', x: 100, y: 100 };
  const detector = { model: 'demo', prompt, phrases: 'one by one', lanes: true };
  return [
    { id: 'tab', type: 'tab', label: 'cameras' },
    { id: 'engine', type: 'vision-engine', name: '', timeoutSeconds },
    {
      ...{ id: nodeIds.detector, type: 'grounding-dino', engine: 'engine', ...placed, ...detector },
      wires: [[nodeIds.tracker]],
    },
    { id: nodeIds.tracker, type: 'object-tracker', ...placed, wires: [[nodeIds.render], []] },
    { id: nodeIds.render, type: 'mask-render', ...placed, lanes: true, wires: [[]] },
  ];
}
