import assert from 'node:assert/strict';
import { distinctLabels, labelKey } from '../../../src/contract';

describe('labels are the same class', () => {
  for (const { name, labels } of [
    { name: 'composed or not', labels: ['caf\u00e9', 'cafe\u0301', 'CAFE\u0301'] },
    { name: 'in every case', labels: ['stra\u00dfe', 'STRASSE', 'Strasse', 'STRA\u1e9eE'] },
    {
      name: 'with a final sigma or not',
      labels: ['\u039f\u0394\u039f\u03a3', '\u03bf\u03b4\u03bf\u03c3', '\u03bf\u03b4\u03bf\u03c2'],
    },
    { name: 'with a dotted capital I', labels: ['\u0130nsan', 'insan', 'INSAN'] },
    { name: 'in full width and with ligatures', labels: ['\uff46\uff49\uff53\uff48', '\ufb01sh', 'fish'] },
    { name: 'with zero-width characters', labels: ['person', 'per\u200bson', '\ufeffperson', 'per\u200d\u2060son'] },
    {
      name: 'with soft hyphens and variation selectors',
      labels: ['person', 'per\u00adson', 'person\ufe0f', 'person\u{e0100}'],
    },
    { name: 'with bidi marks', labels: ['person', '\u202eperson\u202c', '\u200eperson\u200f', '\u2067person\u2069'] },
    { name: 'with control characters', labels: ['person', 'per\u0000son', 'person\u001b'] },
    { name: 'with an invisible character below an accent', labels: ['caf\u00e9', 'cafe\u200b\u0301'] },
    {
      name: 'with other blanks',
      labels: ['a person', ' a  person\n', 'a\u00a0person', 'a\tperson', 'a\u3000person', 'a\u0085person'],
    },
    {
      name: 'with end punctuation',
      labels: ['person', 'person.', 'person !?', 'person\u2026', 'person\u3002', 'person\uff1b', 'person,.'],
    },
  ]) {
    it(name, () => {
      const [first] = labels;

      assert.deepEqual(
        labels.map(labelKey),
        labels.map(() => labelKey(first!)),
      );
      assert.deepEqual(distinctLabels(labels), [first]);
    });
  }

  it('only if no letter, accent, digit, sign or inner punctuation differs', () => {
    const labels = ['cafe', 'caf\u00e9', 'c', 'c++', 'c#', 'v2', 'v2.5', 'v25', 'a b', 'ab', '?', '!', ''];

    assert.deepEqual(distinctLabels(labels), labels);
  });

  it('in every Unicode form and case of every character', () => {
    const wrong: string[] = [];
    for (let code = 0; code < 0x11_0000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const label = `x${String.fromCodePoint(code)}y`;
      const key = labelKey(label);
      const spellings = [
        key,
        label.toLowerCase(),
        label.toUpperCase(),
        label.normalize('NFD'),
        label.normalize('NFKC'),
      ];
      if (spellings.some((spelling) => spelling !== label && labelKey(spelling) !== key)) wrong.push(code.toString(16));
    }

    assert.deepEqual(wrong, []);
  }).timeout(60_000);

  it('in linear time', () => {
    const length = 300_000;
    for (const label of [
      '.'.repeat(length),
      `${'.'.repeat(length)}a`,
      `${'. '.repeat(length)}a.`,
      ' '.repeat(length),
    ]) {
      const start = performance.now();
      labelKey(label);

      assert.ok(performance.now() - start < 5000);
    }
  });
});
