import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { AttackName, AttackPowerCase } from '../../src/attack-power/attack-power-case.ts';
import { attackPowerCases } from '../../src/attack-power/attack-power-cases.ts';
import { attackPowerName } from '../../src/attack-power/attack-power-name.ts';
import type { AttackPowerEntry, AttackPowerResult } from '../../src/attack-power/attack-power-result.ts';
import { attackPowerDocument } from '../../src/attack-power/report/attack-power-document.ts';
import { ablationTable, attackTable, exposureTable } from '../../src/attack-power/report/attack-power-tables.ts';
import { ceilingTable } from '../../src/attack-power/report/ceiling-table.ts';
import { comparisons, equalFindings } from '../../src/attack-power/report/equal-quality-tables.ts';
import { loadAttackPower } from '../../src/attack-power/report/load-attack-power.ts';
import type { PeerResult } from '../../src/attack-power/report/peer-result.ts';
import { visibleTable } from '../../src/attack-power/report/visible-table.ts';
import { writeAttackPowerPage } from '../../src/attack-power/report/write-attack-power-page.ts';
import { foundFigures, machine } from './attack-power-sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'noprior-attack-power-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function entryOf(one: AttackPowerCase, figures: AttackPowerEntry['figures']): AttackPowerEntry {
  return {
    job: attackPowerName(one),
    case: one,
    date: '2026-11-25T10:00:00.000Z',
    machine,
    backend: 'onnx:cpu',
    seconds: 60,
    peakRssMb: 100,
    load: [0.1, 1],
    pictures: one.kind === 'attack' && one.pictures ? [{ name: 'found.png', title: 'pictures' }] : [],
    figures,
  };
}

function curveFigures(
  points: readonly (readonly [seconds: number, found: number, cosine: number])[],
  candidates: number,
) {
  return {
    images: 20,
    candidates,
    iterations: 1000,
    seconds: 600,
    ended: 'maxSeconds' as const,
    points: points.map(([seconds, aboveHeldOutMax, medianCosine], index) => ({
      ...{ iteration: 100 * (index + 1), seconds, aboveHeldOutMax, medianCosine },
      ...{ above09: 0, heldOutMedian: 0.3 },
    })),
  };
}

/** Invented figures. */
function figuresOf(one: AttackPowerCase): AttackPowerEntry['figures'] {
  const found = foundFigures(10 + one.victim.seed);
  switch (one.kind) {
    case 'attack':
    case 'ablation':
      return found;
    case 'curve': {
      const [slow, fast] = [
        [
          [5, 3, 0.4],
          [50, 9, 0.6],
        ] as const,
        [
          [1, 3, 0.4],
          [5, 9, 0.7],
        ] as const,
      ];
      return curveFigures(one.method === 'reference' ? slow : fast, 2 * one.candidatesPerClass);
    }
    case 'exposure':
      return {
        training: { loss: 9e-7, iterations: 1600, seconds: 10 },
        ...{ kktTruth: found, evidenceTruth: found, kkt: found, evidence: found },
      };
    case 'choice':
      return {
        ...{ ranked: 40, images: 20, shares: [0.05, 1], precision: [1, 0.4], recall: [0.1, 0.8] },
        ...{ averagePrecision: 0.7, seconds: 30, ended: 'maxIterations' },
      };
  }
}

const jobs = attackPowerCases.full.map((one) => entryOf(one, figuresOf(one)));

const result: AttackPowerResult = {
  suite: 'attack-power',
  scale: 'full',
  versions: { '@noprior/kkt-loss': '0.1.0' },
  jobs,
};

const peer: PeerResult = {
  software: 'somewhere',
  commit: '0123456789abcdef',
  ...{ torch: '2', dtype: 'float64', threads: 2, date: '2026-11-25T11:00:00Z', load: [0, 1] },
  machine: { processor: 'Processor', cores: 2 },
  measurements: [
    { candidates: 40, hidden: [1000, 1000], dimension: 784, iterations: 9, msPerIteration: 50, p10: 40, p90: 60 },
  ],
};

test('the main table joins the seeds of one attack: medians and each', () => {
  const row = attackTable(jobs).find((line) => line.startsWith('| mnist 20 images, kkt |'));
  expect(row).toContain('| 1, 2, 3, 4, 5 | 40 | 12 | 13 of 20 | 11, 12, 13, 14, 15 |');
  expect(attackTable(jobs)).toHaveLength(2 + 32);
});

test('what is found of each ceiling, seed by seed, by the attack that finds most', () => {
  const some = jobs.map((job): AttackPowerEntry => {
    const { case: one } = job;
    if (one.kind !== 'attack') return job;
    const counts: Partial<Record<AttackName, number>> = { corners: 17, 'kkt from the truth': 20 };
    return { ...job, figures: foundFigures(counts[one.attack] ?? 10 + one.victim.seed) };
  });
  const row = (table: string[]): string[] => table.filter((line) => line.startsWith('| mnist 20 images |'));
  expect(row(ceilingTable(some))).toEqual([
    '| mnist 20 images | corners | 17 (17, 17, 17, 17, 17) | kkt from the truth | 20 (20, 20, 20, 20, 20) | 85 %, 85 %, 85 %, 85 %, 85 % |',
    '| mnist 20 images | corners | 17 (17, 17, 17, 17, 17) | evidence from the truth | 13 (11, 12, 13, 14, 15) | 155 %, 142 %, 131 %, 121 %, 113 % |',
  ]);
  const later = some.filter(
    ({ case: one }) => one.kind !== 'attack' || one.attack !== 'corners' || one.victim.seed > 3,
  );
  expect(row(ceilingTable(later))[0]).toContain('| 17 (17, 17) | kkt from the truth | 20 (20, 20) |');
  // Where medians tie, all are named.
  const tied = some.map((job) =>
    job.case.kind === 'attack' && job.case.attack === 'evidence' ? { ...job, figures: foundFigures(17) } : job,
  );
  const names = row(ceilingTable(tied)).map((line) => line.split(' | ')[1]);
  expect(names.toSorted()).toEqual(['corners', 'corners', 'evidence', 'evidence']);
  const controls = some.filter(({ case: one }) => one.kind === 'attack' && one.attack === 'kkt from the truth');
  expect(ceilingTable(controls)).toEqual(['Not measured.']);
  expect(ceilingTable([])).toEqual(['Not measured.']);
});

test('what is found by what the first layer shows: bands add up over the seeds', () => {
  const [heading, , ...rows] = visibleTable(jobs);
  expect(heading).toContain(
    '| visible rank | from 0.999 | 0.99 to 0.999 | 0.98 to 0.99 | 0.95 to 0.98 | 0.9 to 0.95 | below 0.9 |',
  );
  expect(rows[0]).toBe(
    '| mnist 20 images, kkt | 1, 2, 3, 4, 5 | 12 | 20 of 20 | 15 of 20 | 10 of 20 | 5 of 20 | - | 0 of 20 |',
  );
  expect(exposureTable(jobs)[2]).toContain('| 1600 | 12 | 8 |');
  const silent = jobs.map((job): AttackPowerEntry => {
    if (job.case.kind !== 'attack') return job;
    const { visible: _, ...figures } = foundFigures(3);
    return { ...job, figures };
  });
  expect(visibleTable(silent)).toEqual(['Not measured.']);
});

test('seconds say on which of several machines they were measured, and nothing where there is one', () => {
  const other = { ...machine, processor: 'Another processor' };
  const both = jobs.map((job) =>
    job.case.victim.seed > 3 ? { ...job, date: '2026-11-26T10:00:00.000Z', machine: other } : job,
  );
  const row = (table: string[]): string => table.find((line) => line.startsWith('| mnist 20 images, kkt |'))!;
  expect(row(attackTable(jobs))).toContain('| 40 | 12 | 13 of 20 |');
  expect(row(attackTable(both))).toContain('| 40 | 12 A, B | 13 of 20 |');
  const document = attackPowerDocument({ ...result, jobs: both }, undefined);
  expect(document).toMatch(/^- A: Processor, 2 cores, 24 GB, Linux, Node v24; 2026-11-25, \d+ jobs$/m);
  expect(document).toMatch(/^- B: Another processor, .*; 2026-11-26, \d+ jobs$/m);
});

test('an ablation table has one row a variant, and none without jobs', () => {
  const rows = ablationTable(jobs, 'kkt');
  expect(rows[2]).toMatch(/^\| mnist 20 images \| as it is \| 1, 2, 3 \|/);
  expect(rows.filter((line) => line.includes('| as it is |'))).toHaveLength(2);
  expect(ablationTable([], 'kkt')).toEqual(['Not measured.']);
});

test('time to equal quality, with the published code where it was timed', () => {
  const document = attackPowerDocument(result, peer);
  // 200 iterations of 50 ms are 10 s; the attack took 5.
  expect(document).toContain(
    '| mnist 20 images | 40 candidates | median cosine 0.600 | 50.0 | adam-box | 5.0 | 10 | 10 | 2.0 |',
  );
  expect(document).toContain('| mnist 20 images | 1000 candidates | found 9 | 50.0 | evidence | 5.0 | 10 | - | - |');
  expect(attackPowerDocument(result, undefined)).toContain('The published code was not timed.');
  const elsewhere = attackPowerDocument(result, { ...peer, machine: { processor: 'Another processor', cores: 2 } });
  expect(elsewhere).toContain(
    '| mnist 20 images | 40 candidates | median cosine 0.600 | 50.0 | adam-box | 5.0 | 10 | - | - |',
  );
});

test('the findings take the better reference of each size, and say it when one got nowhere', () => {
  const compared = comparisons(jobs);
  expect(compared).toHaveLength(5 * 3 * 2);
  expect(equalFindings(compared)[0]).toContain('mnist 500 images: 10 times faster; median 10.');
  expect(equalFindings(compared)[3]).toMatch(/^- `adam-box` .* \(images found\): mnist 20 images: 10 times faster; /);
  const low = compared.map((one) => ({ ...one, referenceGotAnywhere: false }));
  expect(equalFindings(low)[0]).toContain('In 5 of 5 comparisons the reference never found 7 images');
});

test('the page is written beside the JSON, with two drawings a size', async () => {
  const path = join(folder, 'attack-power.json');
  writeFileSync(path, JSON.stringify(result));
  await writeAttackPowerPage(path);
  expect(readdirSync(folder).filter((name) => name.endsWith('.svg'))).toHaveLength(6);
  const page = readFileSync(join(folder, 'README.md'), 'utf8');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.svg'))) expect(page).toContain(`](${name})`);
  expect(page).toContain('<img src="found.png" alt="pictures"');
  expect(page).not.toContain('not measured yet');
  expect(page).not.toContain('undefined');
  expect(page).not.toContain('NaN');
});

test('a page of few jobs says what is missing', () => {
  const page = attackPowerDocument({ ...result, jobs: jobs.slice(0, 2) }, undefined);
  expect(page).toContain(
    `not measured yet: ${attackPowerCases.full.length - 2} of ${attackPowerCases.full.length} jobs`,
  );
  expect(page).not.toContain('NaN');
});

test('corners of before a change are named, by the first change that they lack', () => {
  const names = 'attack: mnist 20 images, corners, seed 1; attack: mnist 20 images, strong-cpu, seed 1';
  const page = (date: string) =>
    attackPowerDocument({ ...result, jobs: jobs.slice(0, 4).map((job) => ({ ...job, date })) }, undefined);
  const lines = (text: string) => text.split('\n').filter((line) => line.startsWith('- corners and strong-cpu'));
  expect(lines(page('2026-11-25T10:00:00.000Z'))).toEqual([
    `- corners and strong-cpu before light points, along row differences alone (decision 012): ${names}`,
  ]);
  expect(lines(page('2026-11-29T12:00:00.000Z'))).toEqual([
    `- corners and strong-cpu before refinementIterations (decision 012): ${names}`,
  ]);
  expect(lines(page('2026-11-29T17:00:00.000Z'))).toEqual([
    '- corners and strong-cpu with at most as many points of the corners as samples are expected (decision 012): attack: mnist 20 images, strong-cpu, seed 1',
  ]);
  expect(lines(page('2026-12-01T10:00:00.000Z'))).toEqual([]);
});

test('files of another kind are refused; the earlier form counts as none', () => {
  const path = join(folder, 'other.json');
  writeFileSync(path, '{"suite":"step","rows":[]}');
  expect(() => loadAttackPower(path)).toThrow(/is no result of this suite/);
  writeFileSync(path, 'no JSON');
  expect(() => loadAttackPower(path)).toThrow(/is no JSON/);
  writeFileSync(path, '{"suite":"attack-power","rows":[]}');
  expect(loadAttackPower(path)).toBeUndefined();
  expect(loadAttackPower(join(folder, 'none.json'))).toBeUndefined();
});
