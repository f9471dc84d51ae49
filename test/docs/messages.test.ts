import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Option } from '../../nodes/shared/options';
import { errorCodes } from '../../src';
import { dialogDefinition } from '../support/dialogs';
import { sourceFiles } from '../support/imports';
import { codeBlocks, codeIn, sectionOf, tableOf } from '../support/markdown';
import {
  documentedDefaults,
  documentedSettings,
  messageContract,
  settingsOfNewNode,
} from '../support/message-contract';

interface PackageJson {
  readonly 'node-red': { readonly nodes: Readonly<Record<string, string>> };
}

const { nodes } = (JSON.parse(readFileSync('package.json', 'utf8')) as PackageJson)['node-red'];

/** The settings that a node reads itself; Node-RED reads its name, and the node that it uses. */
async function optionsOf(type: string): Promise<Record<string, Option<unknown>>> {
  const { options } = (await import(pathToFileURL(resolve(nodes[type]!)).href)) as { options: object };
  return { ...options } as Record<string, Option<unknown>>;
}

describe('docs/messages.md', () => {
  for (const type of Object.keys(nodes)) {
    describe(type, () => {
      it('has every setting of the node, with the default of the node', async () => {
        const { name: _name, engine: _engine, ...settings } = documentedDefaults(type);
        const initial = Object.entries(await optionsOf(type)).map(([name, option]) => [name, option.initial]);

        assert.deepEqual(settings, Object.fromEntries(initial));
      });

      it('has every setting of the dialog, with the value of a new node', () => {
        const { defaults } = dialogDefinition(type);
        const values = Object.entries(defaults).map(([name, { value }]) => [name, value]);

        assert.deepEqual(settingsOfNewNode(type), Object.fromEntries(values));
      });

      it('has the values that the node takes', async () => {
        const options = await optionsOf(type);
        for (const [name, { initial, values }] of Object.entries(documentedSettings(type))) {
          const option = options[name];
          if (!option) continue;
          const { taken, refused } = samplesOf(values);
          for (const value of [initial, ...taken]) {
            assert.notEqual(option.parse(value), undefined, `${name} takes ${JSON.stringify(value)}`);
          }
          for (const value of refused) {
            assert.equal(option.parse(value), undefined, `${name} refuses ${JSON.stringify(value)}`);
          }
          assert.deepEqual(choicesIn(values), choicesOf(option), `${name} has these choices`);
        }
      });

      it('has the credentials of the node', () => {
        const { credentials = {} } = dialogDefinition(type);
        const section = sectionOf(messageContract(), `### \`${type}\``);
        const rows = section.includes('| credential |') ? tableOf(section, 'credential') : [];

        assert.deepEqual(
          rows.map(([name, kind]) => [codeIn(name!), codeIn(kind!)]),
          Object.entries(credentials).map(([name, { type: kind }]) => [name, kind]),
        );
      });
    });
  }

  it('has every error code', () => {
    const rows = tableOf(sectionOf(messageContract(), '## Errors'), 'code');

    assert.deepEqual(rows.map(([code]) => codeIn(code!)).sort(), [...errorCodes].sort());
  });

  it('has the types as they are in the code', () => {
    // Of two types with one name, the one in the contract's own folder is on messages.
    const files = [
      ...sourceFiles('admin'),
      ...sourceFiles('nodes'),
      ...sourceFiles('src'),
      ...sourceFiles('src/contract'),
    ];
    const written = interfacesIn(codeBlocks(messageContract(), 'ts'));
    const actual = interfacesIn(files.map((file) => readFileSync(file, 'utf8')).join('\n'));

    assert.ok(Object.keys(written).length > 10);
    for (const [name, members] of Object.entries(written)) assert.deepEqual(members, actual[name], name);
  });
});

/** Values that follow from the column "values": such as `a whole number from 0 up`, or `"a"`, `"b"`. */
function samplesOf(values: string): { taken: unknown[]; refused: unknown[] } {
  const choices = choicesIn(values);
  if (values.startsWith('empty, or seconds'))
    return { taken: ['', ' ', '60', '60, 300', '0.5;7 9'], refused: ['other', '60, -1', '60, soon', 7, {}] };
  if (values.startsWith('polygons')) {
    const example = /`(.*)`/.exec(values)![1];
    return {
      taken: [[], '', example],
      refused: [
        'other',
        7,
        {},
        [
          [
            [0, 0],
            [1, 1],
          ],
        ],
      ],
    };
  }
  if (values.startsWith('a list of'))
    return { taken: [[], ...choices.map((one) => [one])], refused: ['other', ['other']] };
  if (values.startsWith('columns x rows'))
    return { taken: ['1x8', ' 3 x 2 ', '2×2'], refused: ['', 'other', '0x2', '9x1', '2.5x2', '2x2x2', 7, {}] };
  const [, whole, from, to] = /a (whole )?number from (-?\d+) (?:to ([\d.]+)|up)/.exec(values) ?? [];
  const taken: unknown[] = [...choices];
  const refused: unknown[] = ['', ' ', 'other', {}];
  if (from !== undefined) {
    taken.push(Number(from), Number(to ?? 1e9), String(Number(from)));
    refused.push(Number(from) - 1, ...(to === undefined ? [] : [Number(to) + 1]));
    (whole ? refused : taken).push(Number(from) + 0.5);
  } else if (values === '`true`, `false`') {
    taken.push(true, false);
  } else if (choices.length === 0) {
    const isOptional = !values.includes('not empty') && values.startsWith('a text');
    return { taken: ['some text', ...(isOptional ? [''] : [])], refused: [7, {}, ...(isOptional ? [] : ['', ' '])] };
  }
  return { taken, refused };
}

const choicesIn = (values: string): string[] => [...values.matchAll(/`"([^`"]*)"`/g)].map(([, choice]) => choice!);

/** The choices of an option, from its error sentence. */
function choicesOf({ expected }: Option<unknown>): string[] {
  if (expected.startsWith('auto or')) return ['auto'];
  const [, list] = /^(?:one|a list) of (?!objects)(.*)$/.exec(expected) ?? [];
  // Behind the choices, a sentence may name values that are not listed.
  return list?.split(', ').filter((choice) => !choice.startsWith('or ')) ?? [];
}

/** The members of interfaces by name, without comments and `readonly`. */
function interfacesIn(code: string): Record<string, string[]> {
  const bare = code
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replaceAll(/\breadonly /g, '')
    .replaceAll(/\bReadonly<(Record<[^<>]*>)>/g, '$1');
  const members = [...bare.matchAll(/interface (\w+)[^{]*\{([^}]*)\}/g)].map(([, name, body]) => [
    name!,
    body!
      .split(/[;\n]/)
      .map((member) => member.trim())
      .filter((member) => member !== ''),
  ]);
  return Object.fromEntries(members);
}
