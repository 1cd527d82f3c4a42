import { expect, test } from 'vitest';
import { attackPowerCases } from '../../src/attack-power/attack-power-cases.ts';
import { attackPowerName } from '../../src/attack-power/attack-power-name.ts';
import type { AttackPowerEntry } from '../../src/attack-power/attack-power-result.ts';
import { attackTable } from '../../src/attack-power/report/attack-power-tables.ts';
import { moreExposureTable } from '../../src/attack-power/report/more-exposure-table.ts';
import {
  ablationFindings,
  exposureFindings,
  moreExposureFindings,
} from '../../src/attack-power/report/paired-findings.ts';
import { foundFigures, machine } from './attack-power-sample.ts';

const common = {
  ...{ date: '2026-11-25T10:00:00.000Z', machine, backend: 'onnx:cpu', seconds: 60, peakRssMb: 100 },
  ...{ load: [0.1, 1] as const, pictures: [] },
};

/** Ablations of the KKT attack on 20 images; `found` by variant and seed, others find 18. */
function ablations(found: Readonly<Record<string, readonly number[]>>): AttackPowerEntry[] {
  return attackPowerCases.full.flatMap((one): AttackPowerEntry[] => {
    if (one.kind !== 'ablation' || one.attack !== 'kkt' || one.victim.perClass !== 10) return [];
    const counts = found[one.variant];
    if (counts === undefined) return [];
    const count = counts[one.victim.seed - 1];
    return count === undefined
      ? []
      : [{ ...common, job: attackPowerName(one), case: one, figures: foundFigures(count) }];
  });
}

test('a change is named if all seeds move to one side, and by two images in the median', () => {
  const jobs = ablations({
    'as it is': [18, 17, 16],
    'no box': [15, 16, 10],
    'half the candidates': [20, 18, 19],
    prune: [17, 16, 15],
    merge: [10, 10, 16],
    polish: [14],
  });
  expect(ablationFindings(jobs, 'kkt')).toEqual([
    '- mnist 20 images. Fewer with no box (-3, -1, -6). More with half the candidates (2, 1, 3). Not clear: 2 more (-8 to 0). One seed and so no verdict: 1 more (-4).',
  ]);
  expect(ablationFindings(jobs, 'evidence')).toEqual([]);
});

test('seeds without their unchanged run say nothing', () => {
  expect(ablationFindings(ablations({ 'as it is': [18], 'no box': [10, 10, 10] }), 'kkt')).toEqual([
    '- mnist 20 images. One seed and so no verdict: 1 more (-8).',
  ]);
  expect(ablationFindings(ablations({ 'no box': [10] }), 'kkt')).toEqual([]);
});

test('networks against the usual ones of their seeds, for each search', () => {
  const usual = foundFigures(18);
  const jobs = attackPowerCases.full.flatMap((one): AttackPowerEntry[] => {
    if (one.kind !== 'exposure') return [];
    const evidence = foundFigures(one.victim.initialisation === 'pytorch' ? 5 + one.victim.seed : 18);
    const figures = {
      ...{ training: { loss: 9e-7, iterations: 1600, seconds: 10 } },
      ...{ kktTruth: usual, evidenceTruth: usual, kkt: usual, evidence },
    };
    return [{ ...common, job: attackPowerName(one), case: one, figures }];
  });
  const lines = exposureFindings(jobs);
  expect(lines.map((line) => line.split('. ')[0])).toEqual([
    '- KKT from the truth',
    '- evidence from the truth',
    '- KKT',
    '- evidence',
  ]);
  expect(lines[2]).toBe('- KKT. Fewer with none. More with none. Not clear: 14 more (0).');
  expect(lines[3]).toBe(
    '- evidence. Fewer with PyTorch initialisation (-12, -11, -10). More with none. Not clear: 13 more (0).',
  );
});

test('more images: corners on changed networks against the usual ones, in a table and a line of their own', () => {
  const jobs = attackPowerCases.full.flatMap((one): AttackPowerEntry[] => {
    if (one.kind !== 'attack' || one.attack !== 'corners' || one.victim.dataset !== 'mnist') return [];
    const shown = one.victim.initialisation === 1e-5 ? 80 + one.victim.seed : 50;
    return [
      {
        ...common,
        job: attackPowerName(one),
        case: one,
        figures: { ...foundFigures(shown), accepted: 9, acceptedTrue: 8 },
      },
    ];
  });
  expect(moreExposureFindings(jobs)).toEqual([
    '- corners. Fewer with none. More with initialisation 1e-5 (31, 32, 33). Not clear: 8 more (0).',
  ]);
  const [, , first, ...rest] = moreExposureTable(jobs);
  expect(first).toMatch(
    /^\| the usual network \| mnist 100 images \| 1, 2, 3, 4, 5 \| 12 \| 8 \| 50 \(50, 50, 50, 50, 50\) /,
  );
  expect(rest).toHaveLength(9);
  expect(rest.at(-1)).toMatch(
    /^\| initialisation \| mnist 100 images, initialisation 1e-5 \| 1, 2, 3 .* 82 \(81, 82, 83\) .* 8 of 9, 8 of 9, 8 of 9 \|$/,
  );
  // The table of all attacks is of usual networks; those of other sizes have no part in this one.
  expect(attackTable(jobs).join()).not.toContain('initialisation');
  expect(moreExposureTable(jobs).join()).not.toContain('20 images');
  expect(moreExposureTable([])).toEqual(['Not measured.']);
  expect(moreExposureFindings([])).toEqual([]);
});
