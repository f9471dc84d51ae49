import assert from 'node:assert/strict';
import type { Detection } from '../../../src/contract';
import { appearanceOf } from '../../../src/render/appearance';
import { colourAssigner } from '../../../src/render/colour-assigner';
import type { DrawOptions } from '../../../src/render/draw-options';
import { paletteColours } from '../../../src/render/palettes';
import { detection } from './images';

type Options = Pick<DrawOptions, 'styles' | 'classes' | 'colourBy'>;
const plain: Options = { styles: ['overlay', 'label'], classes: [], colourBy: 'class' };
const appearance = (options: Partial<Options>) => appearanceOf({ ...plain, ...options }, colourAssigner());
const [cat, dog] = [detection('cat', [0, 0, 1, 1]), detection('dog', [0, 0, 1, 1])];
const tracked = (trackId: unknown): Detection => ({ ...cat!, trackId: trackId as number });

describe('the appearance of detections', () => {
  it('has the styles and colour of the class, and the default ones for other classes', () => {
    const { stylesOf, coloursOf } = appearance({
      classes: [{ label: 'cat', colour: '#102030', styles: ['blur'] }, { label: 'dog' }],
    });

    assert.deepEqual([cat, dog].map(stylesOf), [['blur'], ['overlay', 'label']]);
    assert.deepEqual(coloursOf([cat, dog]), [[16, 32, 48], colourAssigner().forLabel('dog')]);
  });

  it('can be nothing for a class', () => {
    assert.deepEqual(appearance({ classes: [{ label: 'cat', styles: [] }] }).stylesOf(cat), []);
  });

  for (const { styles, own, order } of [
    { styles: ['overlay', 'label'], own: ['blur'], order: ['blur', 'overlay', 'label'] },
    { styles: ['overlay', 'label'], own: ['outline'], order: ['overlay', 'outline', 'label'] },
    { styles: ['label', 'overlay'], own: ['overlay', 'label'], order: ['label', 'overlay'] },
    { styles: ['overlay'], own: ['label', 'halo'], order: ['halo', 'overlay', 'label'] },
    { styles: ['label', 'overlay', 'label'], own: [], order: ['label', 'overlay'] },
  ] satisfies Record<string, Options['styles'] | string[]>[]) {
    it(`adds the styles of a class (${own.join(', ')}) to ${styles.join(', ')} in the default order`, () => {
      assert.deepEqual(appearance({ styles, classes: [{ label: 'cat', styles: own }] }).order, order);
    });
  }

  it('has the colour of the index with `detection`', () => {
    const [first, second] = paletteColours('default');

    assert.deepEqual(appearance({ colourBy: 'detection' }).coloursOf([cat, cat]), [first, second]);
  });

  for (const { name, trackId, colour } of [
    { name: 'by its numeric id', trackId: 3, colour: paletteColours('default')[3] },
    { name: 'by its id modulo the size of the palette', trackId: 22, colour: paletteColours('default')[1] },
    { name: 'by its text id', trackId: 'b7', colour: colourAssigner().forText('b7') },
    { name: 'grey without an id', trackId: undefined, colour: [128, 128, 128] },
    { name: 'grey with an invalid id', trackId: Number.NaN, colour: [128, 128, 128] },
  ]) {
    it(`colours a track ${name}`, () => {
      const { coloursOf } = appearance({ colourBy: 'track' });

      assert.deepEqual(coloursOf([tracked(trackId)]), [colour]);
      assert.deepEqual(coloursOf([dog, tracked(trackId)])[1], colour, 'in the next image too');
    });
  }

  for (const { name, classes, says } of [
    {
      name: 'a missing label',
      classes: [{ colour: '#fff' }],
      says: 'classes[0].label must be a class name, got undefined',
    },
    {
      name: 'a label that is listed twice',
      classes: [{ label: 'cat' }, { label: 'Cat ' }],
      says: 'classes[1].label must be unique (case is ignored), got "Cat "',
    },
    {
      name: 'a label of invisible characters',
      classes: [{ label: '\u200b' }],
      says: 'classes[0].label must be a class name, got "\u200b"',
    },
    {
      name: 'another spelling of a label that is listed',
      classes: [{ label: 'straße' }, { label: 'STRASSE.' }],
      says: 'classes[1].label must be unique (case is ignored), got "STRASSE."',
    },
    {
      name: 'an invalid colour',
      classes: [{ label: 'cat', colour: 'reddish' }],
      says: 'classes[0].colour must be a colour such as #A351FB, got "reddish"',
    },
    {
      name: 'an unknown style',
      classes: [{ label: 'cat', styles: ['glitter'] }],
      says: /^classes\[0\]\.styles must be some of blur, .*, got "glitter"$/,
    },
    {
      name: 'styles that are not an array',
      classes: [{ label: 'cat', styles: 'blur' }],
      says: /^classes\[0\]\.styles must be .*"blur"$/,
    },
  ]) {
    it(`rejects a class with ${name}`, () => {
      assert.throws(() => appearance({ classes: classes as never }), { code: 'INVALID_INPUT', message: says });
    });
  }

  for (const { text, rgb } of [
    { text: '#FF8000', rgb: [255, 128, 0] },
    { text: 'ff8000', rgb: [255, 128, 0] },
    { text: ' #f80', rgb: [255, 136, 0] },
  ]) {
    it(`reads the colour ${text}`, () => {
      assert.deepEqual(appearance({ classes: [{ label: 'cat', colour: text }] }).coloursOf([cat]), [rgb]);
    });
  }
});
