import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as clarkeResidual from '@noprior/clarke-residual';
import * as firstLayerSpectrum from '@noprior/first-layer-spectrum';
import * as kktLoss from '@noprior/kkt-loss';
import * as linearAlgebra from '@noprior/linear-algebra';
import * as maxMargin from '@noprior/max-margin';
import * as metrics from '@noprior/metrics';
import * as reconstructionAttack from '@noprior/reconstruction-attack';
import * as reluModels from '@noprior/relu-models';
import * as transforms from '@noprior/transforms';
import { describe, expect, test } from 'vitest';
import { findMistakes, type PackageExports, readTheoryDocument } from './theory-map.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const packages: Readonly<Record<string, PackageExports>> = {
  'clarke-residual': clarkeResidual,
  'first-layer-spectrum': firstLayerSpectrum,
  'kkt-loss': kktLoss,
  'linear-algebra': linearAlgebra,
  'max-margin': maxMargin,
  metrics,
  'reconstruction-attack': reconstructionAttack,
  'relu-models': reluModels,
  transforms,
};
/** Packages whose every function is a formula of the document or a helper. */
const complete = ['kkt-loss', 'clarke-residual', 'transforms', 'max-margin'];

describe('docs/theory.md', () => {
  const document = readTheoryDocument(readFileSync(new URL('../../../docs/theory.md', import.meta.url), 'utf8'));

  test('names only functions and tests that exist, and all functions of the packages about the theory', () => {
    expect(findMistakes(document, packages, complete, root)).toEqual([]);
  });

  test('has something to check of each kind', () => {
    for (const name of Object.keys(packages)) {
      expect(
        document.formulas.filter((row) => row.package === name),
        name,
      ).not.toHaveLength(0);
    }
    expect(document.helpers.length).toBeGreaterThan(5);
    expect(document.citedTests.length).toBeGreaterThan(10);
    expect(document.links).toContain('decisions/009-clarke-and-polish.md');
  });
});

describe('the check itself', () => {
  const row = (cells: string): string => `| ${cells} |`;
  const makeDocument = (formulas: readonly string[], helpers: readonly string[] = [], text = ''): string =>
    [
      row('name of formula | formula | package | function | test file'),
      row('--- | --- | --- | --- | ---'),
      ...formulas.map(row),
      '',
      row('helper | package | purpose'),
      row('--- | --- | ---'),
      ...helpers.map(row),
      '',
      text,
    ].join('\n');
  const testFile = 'apps/cli/test/theory-document.test.ts';
  const exported = { a: { norm: Math.hypot, helper: Math.abs, constant: 1 } };
  const good = `norm | \`\\|\\|x\\|\\|\` | a | \`norm\` | ${testFile}`;
  const mistakes = (...given: Parameters<typeof makeDocument>): string[] =>
    findMistakes(readTheoryDocument(makeDocument(...given)), exported, ['a'], root);

  test('reads rows, with bars inside of formulas', () => {
    const { formulas, helpers } = readTheoryDocument(makeDocument([good], ['`helper` | a | size']));
    expect(formulas).toEqual([{ name: 'norm', formula: '`\\|\\|x\\|\\|`', package: 'a', function: 'norm', testFile }]);
    expect(helpers).toEqual([{ function: 'helper', package: 'a', purpose: 'size' }]);
    expect(mistakes([good], ['`helper` | a | size'])).toEqual([]);
  });

  test.each<[string, readonly string[], readonly string[], string, string]>([
    [
      'an unknown function',
      [good, `n | f | a | \`nrom\` | ${testFile}`],
      ['`helper` | a | size'],
      '',
      'no function nrom',
    ],
    [
      'a value that is no function',
      [good, `n | f | a | \`constant\` | ${testFile}`],
      ['`helper` | a | size'],
      '',
      'no function constant',
    ],
    [
      'a function of another package',
      [good, `n | f | b | \`norm\` | ${testFile}`],
      ['`helper` | a | size'],
      '',
      'unknown package b',
    ],
    [
      'a test file that is gone',
      [good, 'n | f | a | `norm` | apps/cli/test/gone.test.ts'],
      ['`helper` | a | size'],
      '',
      'no test file',
    ],
    ['a file that is no test', [good, 'n | f | a | `norm` | README.md'], ['`helper` | a | size'], '', 'no test file'],
    [
      'a row without a formula',
      [good, `n |  | a | \`norm\` | ${testFile}`],
      ['`helper` | a | size'],
      '',
      'empty formula',
    ],
    ['an export that is in neither table', [good], [], '', 'a/helper: exported, but neither'],
    [
      'a helper that is gone',
      [good],
      ['`helper` | a | size', '`old` | a | size'],
      '',
      'a/old: listed as a helper, but not exported',
    ],
    ['a helper that is in the map', [good], ['`helper` | a | size', '`norm` | a | size'], '', 'a/norm: both'],
    ['a helper listed twice', [good], ['`helper` | a | size', '`helper` | a | size'], '', 'a/helper: listed twice'],
    ['a helper without a purpose', [good], ['`helper` | a | '], '', 'without a purpose'],
    [
      'a cited test that was renamed',
      [good],
      ['`helper` | a | size'],
      '[t](../apps/cli/test/root-readme.test.ts), "no such title"',
      'has no test "no such title"',
    ],
    [
      'a cited test whose file is gone',
      [good],
      ['`helper` | a | size'],
      '[t](../gone.test.ts), "title"',
      'no file ../gone.test.ts',
    ],
    ['a dead link', [good], ['`helper` | a | size'], '[here](nowhere.md#part)', 'link: there is no nowhere.md'],
  ])('finds %s', (_, formulas, helpers, text, message) => {
    expect(mistakes(formulas, helpers, text).join('\n')).toContain(message);
  });

  test('a cited test that is there, across a line break, and links to the web, are in order', () => {
    const cited = `[t](../${testFile}), "reads rows,\nwith bars inside of formulas" and [web](https://example.org)`;
    expect(mistakes([good], ['`helper` | a | size'], cited)).toEqual([]);
  });

  test('a function that two packages export needs one row', () => {
    const document = readTheoryDocument(makeDocument([good], ['`helper` | a | size']));
    const both = { ...exported, b: { again: Math.hypot, other: Math.sign } };
    expect(findMistakes(document, both, ['a', 'b'], root)).toEqual([
      'b/other: exported, but neither in the map nor listed as a helper',
    ]);
  });

  test('refuses a document without its tables, and rows of another length', () => {
    expect(() => readTheoryDocument('# Theory')).toThrow(/no table with the columns name of formula/);
    expect(() => readTheoryDocument(makeDocument(['norm | f | a | `norm`']))).toThrow(/4 cells instead of 5/);
  });
});
