import assert from 'node:assert/strict';
import { exampleFlows, type FlowNode } from '../../scripts/user-dir';

/** A node of an example in the workspace. Its width is an estimate, because it depends on the font. */
interface Placed {
  readonly label: string;
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

const CHARACTER_PX = 6.5;
/** Of the icon, and of the space around a label. */
const FRAME_PX = 50;

const labelOf = ({ type, name, url, prompt }: FlowNode): string =>
  String(name || (url && `[get] ${url}`) || (prompt && String(prompt).slice(0, 26)) || type);

const placed = (node: FlowNode): Placed => {
  const label = labelOf(node);
  const half = Math.max(100, label.length * CHARACTER_PX + FRAME_PX) / 2;
  const [x, y] = [Number(node.x), Number(node.y)];
  return { label, left: x - half, right: x + half, y };
};

describe('the nodes of the example', () => {
  for (const [file, flow] of exampleFlows()) {
    const nodes = flow.filter(({ z, x }) => z && x !== undefined).map(placed);

    it(`${file} are in the workspace, beside each other`, () => {
      const outside = nodes.filter(({ left }) => left < 0);
      const overlaps = nodes.flatMap((one) =>
        nodes
          .filter(({ y, left }) => Math.abs(y - one.y) < 30 && left > one.left && left < one.right)
          .map((other) => `${one.label} | ${other.label}`),
      );

      assert.deepEqual([outside.map(({ label }) => label), overlaps], [[], []]);
    });
  }
});
