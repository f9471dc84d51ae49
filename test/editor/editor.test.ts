import assert from 'node:assert/strict';
import { renderStyleNames } from '../../src';
import { EditorPage, useChromium } from '../support/editor-page';
import { documentedDefaults, settingsOfNewNode } from '../support/message-contract';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';

const types = [
  'motion-gate',
  'grounding-dino',
  'sam',
  'object-tracker',
  'vision-zones',
  'camera-source',
  'vision-mqtt',
  'mask-render',
  'dataset-export',
  'vision-engine',
] as const;
type NodeType = (typeof types)[number];

/** The dialog saves typed numbers as text: 0.3 may become "0.3". */
const asText = (settings: object): object =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]),
  );

describe('editor', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess | undefined;
  const browser = useChromium();
  let editor: EditorPage;
  /** A node of every type, with its defaults. */
  const ids = {} as Record<NodeType, string>;

  before(async () => {
    nodeRed = await startNodeRed([{ id: 'flow', type: 'tab', label: 'Flow' }]);
    editor = await EditorPage.open(browser(), nodeRed.url);
    for (const type of types) {
      ids[type] = type === 'vision-engine' ? await editor.addConfigNode(type) : await editor.dropNode(type);
    }
  });

  after(async () => {
    await nodeRed?.stop();
  });

  afterEach(() => assert.deepEqual(editor?.errors ?? [], []));

  it('loads all nodes of the package without an error', async () => {
    const response = await fetch(`${nodeRed!.url}/nodes`, { headers: { accept: 'application/json' } });
    const sets = (await response.json()) as { module: string; enabled: boolean; err?: string; types: string[] }[];
    const own = sets.filter(({ module }) => module === '@grounded-sam/node-red');

    assert.deepEqual(
      own.filter(({ enabled, err }) => !enabled || err),
      [],
    );
    assert.deepEqual(own.flatMap((set) => set.types).sort(), [...types].sort());
    const palette = await editor.paletteTypes();
    for (const type of types) assert.equal(palette.includes(type), type !== 'vision-engine', type);
  });

  for (const type of types) {
    describe(type, () => {
      const defaults = settingsOfNewNode(type);

      it('starts with the settings of docs/messages.md', async () => {
        assert.deepEqual(asText(await editor.settings(ids[type])), asText(defaults));
      });

      it('is valid with its defaults', async () => {
        assert.deepEqual(await editor.problems(ids[type]), []);
      });

      it('has a text for every label, and saves unchanged settings', async () => {
        await editor.openDialog(ids[type]);
        const texts = await editor.dialogTexts();
        await editor.save();

        assert.ok(texts.length > 4);
        for (const text of texts) assert.match(text, /^(?!\w[\w-]*\.\w+(\.|$))\S/);
        assert.deepEqual(asText(await editor.settings(ids[type])), asText(defaults));
        assert.deepEqual(await editor.problems(ids[type]), []);
      });

      it('has a field for every setting, and no other', async () => {
        await editor.openDialog(ids[type]);
        const settings = await editor.settingsInDialog();
        await editor.save();

        const credentials =
          { 'vision-engine': ['token', 'serverToken', 'serverHeaders'], 'camera-source': ['user', 'password'] }[
            type as string
          ] ?? [];
        assert.deepEqual(settings.sort(), [...Object.keys(defaults), ...credentials].sort());
      });

      it('shows the defaults of settings that a flow does not have', async () => {
        const id = `bare-${type}`;
        await editor.importNode({ id, type });
        const before = await editor.problems(id);
        await editor.openDialog(id);
        await editor.save();

        assert.deepEqual(before, []);
        assert.deepEqual(await editor.problems(id), []);
        assert.deepEqual(asText(await editor.settings(id)), asText(documentedDefaults(type)));
      });

      it('has help', async () => {
        const help = await editor.help(type);

        assert.ok(help.includes('Details') && help.includes('References'), help.slice(0, 200));
      });
    });
  }

  const refused: [NodeType, string, unknown[]][] = [
    ['grounding-dino', 'threshold', ['1.5', -0.1, '', 'high']],
    ['grounding-dino', 'nmsIou', ['2', '']],
    ['grounding-dino', 'maxDetections', ['0', '2.5', '']],
    ['grounding-dino', 'model', ['', ' ']],
    ['grounding-dino', 'greyRange', ['', 'some', '5', '20-10', '1.2.3-5']],
    ['grounding-dino', 'output', ['', 'a..b']],
    ['grounding-dino', 'image', ['', 'a[']],
    ['grounding-dino', 'prompt', ['cat @ 1.5', 'cat @', 'cat @ high. dog']],
    ['sam', 'queueLength', ['0', '1.5', '']],
    ['sam', 'detections', ['']],
    ['sam', 'masks', ['', 'a..b']],
    ['sam', 'tolerance', ['-1', '1001', '']],
    ['sam', 'minArea', ['-1', '1.5', '']],
    ['sam', 'fillHoles', ['-1', '1.5', '']],
    ['sam', 'grow', ['101', '0.5', '']],
    ['sam', 'duplicateOverlap', ['-0.1', '2', '']],
    ['motion-gate', 'threshold', ['0', '256', '']],
    ['motion-gate', 'minArea', ['-1', '101', '']],
    ['motion-gate', 'scene', ['-1', '101', '']],
    ['motion-gate', 'holdSeconds', ['-1', 'long', '']],
    ['motion-gate', 'everySeconds', ['-1', '']],
    ['motion-gate', 'minSeconds', ['-1', '']],
    [
      'motion-gate',
      'ignore',
      [
        'everything',
        [
          [
            [0, 0],
            [1, 1],
          ],
        ],
        [
          [
            [0, 0],
            [640, 0],
            [640, 480],
          ],
        ],
      ],
    ],
    ['object-tracker', 'confirmHits', ['0', '1.5', '']],
    ['object-tracker', 'goneSeconds', ['-1', '']],
    ['object-tracker', 'startScore', ['1.5', '']],
    ['object-tracker', 'stayedSeconds', ['soon', '60, -1', '60; 5m']],
    ['object-tracker', 'lane', ['']],
    ['grounding-dino', 'lane', ['', 'a[']],
    ['mask-render', 'maxAgeSeconds', ['', '-1', 'old']],
    ['camera-source', 'address', ['cam', 'file:///etc/passwd', 'ftp://cam/', '/dev/video0', 'http://']],
    ['camera-source', 'interval', ['-1', '', '86401']],
    ['camera-source', 'waitSeconds', ['0', '', '3601']],
    ['vision-mqtt', 'base', ['', 'a+', '/vision', 'a//b']],
    ['vision-mqtt', 'prefix', ['#']],
    ['vision-mqtt', 'statusTopic', [' ']],
    ['vision-mqtt', 'silentSeconds', ['-1', '']],
    ['mask-render', 'opacity', ['-1', '1.01']],
    ['mask-render', 'quality', ['0', '101', '80.5']],
    ['dataset-export', 'folder', ['', ' ']],
    ['dataset-export', 'val', ['-1', '', 'some']],
    ['dataset-export', 'tolerance', ['-0.5', '']],
    ['dataset-export', 'keepMargin', ['-0.1', '1.5', '']],
    ['dataset-export', 'keepBits', ['0', '65', '2.5']],
    ['dataset-export', 'keepEvery', ['0', '1.5', '']],
    ['dataset-export', 'perClass', ['-1', '2.5', '']],
    ['dataset-export', 'perHour', ['-1', 'many']],
    ['dataset-export', 'queueLength', ['0', '2.5']],
    ['dataset-export', 'timeoutSeconds', ['-1', '', '3000000']],
    ['mask-render', 'grow', ['', '-1', '1.5', 'much']],
    ['mask-render', 'textSize', ['0', 'large']],
    ['mask-render', 'labelText', ['', '{name}', '{label} {}']],
    ['mask-render', 'styles', [['glitter']]],
    [
      'mask-render',
      'classes',
      [
        [{}],
        [{ label: 'cat', colour: 'reddish' }],
        [{ label: 'cat' }, { label: 'Cat' }],
        [{ label: 'straße' }, { label: 'STRASSE.' }],
      ],
    ],
    ['vision-engine', 'threads', ['-1', '1.5', '', '1025']],
    ['vision-engine', 'servers', ['box:8000', 'grpc://box', 'http://', 'http://a, box']],
    ['vision-engine', 'requests', ['0', '65', '1.5', '']],
    ['vision-engine', 'retries', ['-1', '6', '']],
    ['vision-engine', 'idleMinutes', ['-1', 'never', '35792', 'Infinity']],
    ['vision-engine', 'timeoutSeconds', ['-1', '', '2147484']],
  ];
  for (const [type, property, values] of refused) {
    for (const value of values) {
      it(`refuses ${property} = ${JSON.stringify(value)} of ${type} with a sentence`, async () => {
        const problems = await editor.problemsWith(ids[type], { [property]: value });

        assert.equal(problems.length, 1);
        assert.match(problems[0]!, /^[A-Z].* .*/);
        assert.ok(!problems[0]!.includes('.invalid.'));
      });
    }
  }

  const accepted: [NodeType, Record<string, unknown>][] = [
    ['grounding-dino', { threshold: '0' }],
    ['grounding-dino', { threshold: 1 }],
    ['grounding-dino', { threshold: `\${THRESHOLD}` }],
    ['grounding-dino', { prompt: 'brown cat, tabby => cat @ 0.35. dog @ .5; !poster @1. bird' }],
    ['grounding-dino', { prompt: '猫＠0.35。犬 @ 1；鳥' }],
    ['grounding-dino', { prompt: '["red van @ 0.3", "dog"]' }],
    ['grounding-dino', { prompt: 'words', promptType: 'msg' }],
    ['grounding-dino', { model: '/models/grounding-dino-tiny' }],
    ['grounding-dino', { greyRange: 'auto' }],
    ['grounding-dino', { greyRange: '-10 to 40.5' }],
    ['grounding-dino', { image: 'cameras[0].image', imageType: 'flow' }],
    ['sam', { grow: '-3', minArea: '0', tolerance: '0.5' }],
    ['sam', { lane: '$split(topic, "/")[1]', laneType: 'jsonata', maxAgeSeconds: '2.5' }],
    [
      'motion-gate',
      {
        holdSeconds: '0',
        minSeconds: '0.5',
        ignore: [
          [
            [0, 0],
            [1, 0],
            [1, 0.5],
          ],
        ],
      },
    ],
    ['motion-gate', { ignore: '[[0, 0], [1, 0], [1, 0.5]]' }],
    ['object-tracker', { stayedSeconds: '60, 300', confirmSeconds: '0', fillSeconds: '2.5' }],
    ['camera-source', { address: ' RTSPS://cam:322/live', interval: '0.5', waitSeconds: '3600' }],
    ['camera-source', { address: `\${CAMERA}`, interval: 0 }],
    ['vision-mqtt', { base: 'home/vision', labels: 'person, red van', silentSeconds: '0' }],
    ['mask-render', { styles: [] }],
    ['dataset-export', { filename: 'camera 1', filenameType: 'str' }],
    ['dataset-export', { train: '8', val: '1.5', test: 0 }],
    ['dataset-export', { keep: 'new', keepBits: '64', keepMargin: '0', keepEvery: '1', perClass: '500' }],
    ['mask-render', { grow: '0', textSize: 'auto' }],
    ['mask-render', { labelText: '{index}: {phrase} {maskScore}% of {area} px, #{trackId}' }],
    ['mask-render', { classes: [{ label: 'cat', colour: '#A351FB', styles: ['blur'] }, { label: 'dog' }] }],
    ['mask-render', { styles: ['cutout'], format: 'webp' }],
    ['mask-render', { output: 'camera.drawn', outputType: 'global' }],
    ['vision-engine', { idleMinutes: '0.5' }],
    ['vision-engine', { runsOn: 'server', servers: 'http://a:8000, https://b/{model}' }],
    ['vision-engine', { timeoutSeconds: '0' }],
    ['vision-engine', { idleMinutes: '35791', timeoutSeconds: '2147483' }],
  ];
  for (const [type, settings] of accepted) {
    it(`accepts ${JSON.stringify(settings)} for ${type}`, async () => {
      assert.deepEqual(await editor.problemsWith(ids[type], settings), []);
    });
  }

  it('marks a node that was saved with an invalid threshold', async () => {
    const id = await editor.dropNode('grounding-dino');
    await editor.openDialog(id);
    await editor.fill('threshold', '1.5');
    await editor.save();

    assert.deepEqual(await editor.problems(id), ['Threshold must be a number from 0 to 1']);
  });

  // Node-RED searches types and palette labels, not the names of categories.
  for (const [word, count] of Object.entries({ detect: 1, image: 7, object: 4, segment: 1, vision: 9 })) {
    it(`finds nodes for "${word}" in the palette and by quick-add`, async () => {
      const labels = await editor.paletteLabels();

      const shown = types.filter(
        (type) => type !== 'vision-engine' && [type, labels[type] ?? ''].some((text) => text.includes(word)),
      );
      assert.equal(shown.length, count);
      const own = (found: readonly string[]) => found.filter((type) => types.includes(type as never));
      assert.deepEqual(own(await editor.paletteSearch(word)), shown.sort());
      assert.deepEqual(own(await editor.quickAddSearch(word)), shown.sort());
    });
  }

  it('names every port of every node', async () => {
    for (const type of types.filter((one) => one !== 'vision-engine')) {
      assert.equal((await editor.portLabels(type)).filter((label) => label === '').length, 0, type);
    }
  });

  it('labels a grounding-dino node with its prompt', async () => {
    await editor.importNode({ id: 'cats', type: 'grounding-dino', ...{ prompt: 'cat. dog', promptType: 'str' } });

    assert.equal(await editor.label('cats'), 'cat. dog');
    assert.equal(await editor.label(ids['grounding-dino']), 'grounding dino');
  });

  it('opens "More settings" only if one of them was changed', async () => {
    const id = await editor.dropNode('grounding-dino');
    await editor.openDialog(id);
    const wasOpen = await editor.isMoreOpen();
    await editor.choose('busy', 'queue');
    const isLengthShown = await editor.isShown('queueLength');
    await editor.save();
    await editor.openDialog(id);
    const isOpen = await editor.isMoreOpen();
    await editor.save();

    assert.deepEqual({ wasOpen, isLengthShown, isOpen }, { wasOpen: false, isLengthShown: true, isOpen: true });
    assert.equal((await editor.settings(id)).busy, 'queue');
  });

  it('leaves a node of an older flow without lanes until they are turned on', async () => {
    await editor.importNode({ id: 'older', type: 'sam', ...{ busy: 'drop' } });
    await editor.openDialog('older');
    const before = { isTicked: await editor.isTicked('lanes'), isCameraShown: await editor.isLabelShown('lane') };
    await editor.click('lanes');
    const isCameraShown = await editor.isLabelShown('lane');
    await editor.save();
    const fresh = await editor.dropNode('sam');
    await editor.openDialog(fresh);
    await editor.choose('busy', 'drop');
    const inNew = { isTicked: await editor.isTicked('lanes'), isCameraShown: await editor.isLabelShown('lane') };
    await editor.save();

    assert.deepEqual(before, { isTicked: false, isCameraShown: false });
    assert.ok(isCameraShown);
    assert.equal((await editor.settings('older')).lanes, true);
    assert.deepEqual(inNew, { isTicked: true, isCameraShown: true });
  });

  it('moves a login that is pasted with the address of a camera into its own fields', async () => {
    const fieldOf = (setting: string) => editor.evaluate(`$('#node-input-${setting}').val()`);
    const id = await editor.dropNode('camera-source');
    await editor.openDialog(id);
    await editor.fill('address', 'rtsp://admin:p%40ss@w@camera:554/live?a=b');
    await editor.press('Tab');
    const fields = await Promise.all(['address', 'user', 'password'].map(fieldOf));
    const isForRtspShown = await editor.isLabelShown('keyFrames');
    await editor.save();

    assert.deepEqual(fields, ['rtsp://camera:554/live?a=b', 'admin', 'p@ss@w']);
    assert.ok(isForRtspShown);
    assert.equal((await editor.settings(id)).address, 'rtsp://camera:554/live?a=b');
  });

  it('shows mask settings of sam only if the selected form needs them', async () => {
    const id = await editor.dropNode('sam');
    await editor.openDialog(id);
    const isToleranceShown = await editor.isShown('tolerance');
    const isCleanUpShown = await editor.isShown('grow');
    await editor.choose('maskForm', 'polygons');
    const isToleranceOfPolygonsShown = await editor.isShown('tolerance');
    await editor.save();
    await editor.importNode({ id: 'grown', type: 'sam', ...{ grow: 2 } });
    await editor.openDialog('grown');
    const isCleanUpOfGrownShown = await editor.isShown('grow');
    await editor.save();

    assert.deepEqual({ isToleranceShown, isCleanUpShown }, { isToleranceShown: false, isCleanUpShown: false });
    await editor.openDialog(id);
    await editor.choose('maskForm', 'none');
    await editor.choose('masksAs', 'rle');
    const isToleranceOfRleShown = await editor.isShown('tolerance');
    await editor.choose('masksAs', 'polygons');
    assert.deepEqual([isToleranceOfRleShown, await editor.isShown('tolerance')], [false, true]);
    await editor.choose('maskForm', 'polygons');
    await editor.save();
    assert.ok(isToleranceOfPolygonsShown && isCleanUpOfGrownShown);
    assert.equal((await editor.settings(id)).maskForm, 'polygons');
  });

  it('keeps the styles of mask-render in the order of its list', async () => {
    const id = await editor.dropNode('mask-render');
    await editor.openDialog(id);
    await editor.removeRow('styles', 1);
    await editor.chooseInRow('styles', await editor.addRow('styles'), 'halo');
    await editor.dragRowToTop('styles', 2);
    await editor.choose('format', 'png');
    const isQualityDisabled = await editor.isDisabled('quality');
    await editor.save();
    const { styles, format, quality } = await editor.settings(id);

    assert.ok(isQualityDisabled);
    assert.deepEqual(
      { styles, format, quality: Number(quality) },
      { styles: ['halo', 'overlay', 'label'], format: 'png', quality: 80 },
    );
  });

  it('offers every style of mask-render', async () => {
    await editor.openDialog(ids['mask-render']);
    const options = await editor.optionsInRow('styles', 0);
    await editor.save();

    assert.deepEqual(options, renderStyleNames);
  });

  it('shows only the settings of the styles in the list', async () => {
    const shown = () =>
      Promise.all(['opacity', 'haloOpacity', 'grow', 'invert', 'labelText'].map((of) => editor.isShown(of)));
    const id = await editor.dropNode('mask-render');
    await editor.openDialog(id);
    const atFirst = await shown();
    await editor.chooseInRow('styles', 0, 'blur');
    const withBlur = await shown();
    await editor.save();

    assert.deepEqual(
      { atFirst, withBlur },
      { atFirst: [true, false, false, false, true], withBlur: [false, false, true, true, true] },
    );
  });

  it('saves the classes of mask-render, and shows them again', async () => {
    const id = await editor.dropNode('mask-render');
    await editor.openDialog(id);
    const row = await editor.addRow('classes');
    await editor.fillInRow('classes', row, 'label', 'person');
    await editor.tickInRow('classes', row, ['hide: blur', 'labels']);
    const second = await editor.addRow('classes');
    await editor.fillInRow('classes', second, 'label', 'cat');
    await editor.fillInRow('classes', second, 'colour', '#ff8000');
    await editor.addRow('classes');
    await editor.save();
    const saved = (await editor.settings(id)).classes;
    await editor.openDialog(id);
    await editor.save();

    assert.deepEqual(saved, [
      { label: 'person', styles: ['blur', 'label'] },
      { label: 'cat', colour: '#ff8000' },
    ]);
    assert.deepEqual((await editor.settings(id)).classes, saved);
  });

  it('has a picker for each colour, which shows the colour of the text and changes it', async () => {
    const id = await editor.dropNode('mask-render');
    await editor.openDialog(id);
    const row = await editor.addRow('classes');
    const pickers = editor.page.getByLabel('Choose a colour');
    await editor.fillInRow('classes', row, 'label', 'cat');
    await editor.fillInRow('classes', row, 'colour', '#F80');
    const shown = await pickers.last().inputValue();
    await pickers.last().fill('#00ff7f');
    await pickers.first().evaluate((picker) => {
      Object.assign(picker, { value: '#102030' }).dispatchEvent(new Event('input'));
    });
    await editor.save();
    const { classes, backgroundColour } = await editor.settings(id);

    assert.deepEqual(await editor.problemsWith(id, { backgroundColour: 'reddish' }), [
      'The background colour must be a colour such as #A351FB',
    ]);
    assert.equal(shown, '#ff8800');
    assert.deepEqual([classes, backgroundColour], [[{ label: 'cat', colour: '#00ff7f' }], '#102030']);
    assert.deepEqual(editor.errors, []);
  });

  it('marks a mask-render node that cuts out objects into a JPEG', async () => {
    const problems = await editor.problemsWith(ids['mask-render'], { styles: ['cutout'], format: 'jpeg' });

    assert.deepEqual(problems, ['Cut out needs PNG, WebP or AVIF: JPEG has no transparency']);
  });

  it('shows the number 0', async () => {
    await editor.importNode({ id: 'zero', type: 'grounding-dino', ...{ threshold: 0 } });
    await editor.openDialog('zero');
    const shown = await editor.value('threshold');
    await editor.save();

    assert.equal(shown, '0');
  });
});
