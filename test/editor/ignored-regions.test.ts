import assert from 'node:assert/strict';
import type { EditorPage } from '../support/editor-page';
import { PolygonPage, rounded } from '../support/polygon-page';
import { until } from '../support/until';
import { withEditor } from '../support/with-editor';

const road = [
  [0.1, 0.1],
  [0.4, 0.1],
  [0.4, 0.4],
] as const;
const clock = [
  [0.6, 0.6],
  [0.9, 0.6],
  [0.9, 0.9],
] as const;

describe('the regions that motion-gate ignores', function () {
  this.timeout(60_000);

  let editor: EditorPage;
  let polygon: PolygonPage;

  withEditor(
    [
      { id: 'flow', type: 'tab', label: 'Flow' },
      { id: 'gate', type: 'motion-gate', z: 'flow', x: 100, y: 100, wires: [[], []] },
    ],
    (opened) => {
      editor = opened;
      polygon = new PolygonPage(editor.page);
    },
  );

  const ignored = async (id: string): Promise<unknown> => (await editor.settings(id)).ignore;
  const isArmed = (): Promise<boolean> => editor.isArmed('gate');

  it('need a picture only once there is one', async () => {
    await editor.openDialog('gate');
    await editor.page.waitForTimeout(500);
    const before = await isArmed();
    await editor.addRow('ignore');
    await until(isArmed);
    await editor.save();

    assert.equal(before, false);
    assert.deepEqual(await ignored('gate'), []);
  });

  it('are drawn, and are there again after a deploy', async () => {
    await editor.openDialog('gate');
    for (const region of [road, clock]) {
      await editor.addRow('ignore');
      await polygon.click(...region);
      await editor.press('Enter');
    }
    await editor.save();
    const saved = (await ignored('gate')) as number[][][];
    await editor.deploy();
    await editor.reload();
    await editor.openDialog('gate');
    const shown = await polygon.points();
    await editor.save();

    assert.deepEqual(saved.map(rounded), [road, clock]);
    assert.deepEqual(shown, saved[0]);
    assert.deepEqual(await ignored('gate'), saved);
    assert.deepEqual(await editor.problems('gate'), []);
  });

  it('are removed, and the others keep their corners', async () => {
    await editor.importNode({ id: 'two', type: 'motion-gate', ...{ ignore: [road, clock] } });
    await editor.openDialog('two');
    await editor.removeRow('ignore', 0);
    await until(async () => (await polygon.points())[0]?.[0] === 0.6);
    await editor.save();

    assert.deepEqual(await ignored('two'), [clock]);
  });

  it('may be text in a flow', async () => {
    await editor.importNode({ id: 'text', type: 'motion-gate', ...{ ignore: JSON.stringify([road]) } });
    await editor.openDialog('text');
    const shown = await polygon.points();
    await editor.save();

    assert.deepEqual([shown, await ignored('text')], [road, [road]]);
  });

  it('are marked if their sides cross each other', async () => {
    const crossed = [road[0], clock[2], [0.1, 0.9], [0.9, 0.1]];
    const [problem] = await editor.problemsWith('gate', { ignore: [crossed] });

    assert.match(problem!, /^Ignore: each region must have 3 to 64 corners/);
  });
});
