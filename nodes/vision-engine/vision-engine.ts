import type { NodeAPI, NodeDef } from 'node-red';
import { deviceWishes } from '../../src';
import type { VisionEngineNode } from '../shared/engine-source';
import { choiceOption, integerOption, numberOption, readOptions } from '../shared/options';

export const options = {
  device: choiceOption('auto', deviceWishes),
  threads: integerOption(0, 0),
  idleMinutes: numberOption(10, 0, Number.POSITIVE_INFINITY),
  timeoutSeconds: numberOption(120, 0, Number.POSITIVE_INFINITY),
} as const;

export default function register(RED: NodeAPI): void {
  function VisionEngineNode(this: VisionEngineNode, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    this.readSettings = () => {
      const { timeoutSeconds, ...settings } = readOptions(options, config);
      return { ...settings, timeoutMs: timeoutSeconds * 1000 };
    };
  }
  RED.nodes.registerType('vision-engine', VisionEngineNode);
}
