import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseStoredStudy, studyGroups } from '../../src/index.ts';

const folder = fileURLToPath(new URL('../../../../docs/results/theory', import.meta.url));
const { experiments } = studyGroups.find(({ name }) => name === 'theory')!;

describe.each(experiments)('docs/results/theory, $name', ({ name, scales, includes }) => {
  const study = parseStoredStudy(readFileSync(`${folder}/${name}.json`, 'utf8'), name, name);

  test('its results are points of the study, and each says where and when it was measured', () => {
    const { grid, seeds, sizes } = scales.cpu;
    expect(study.scale).toBe('cpu');
    for (const { point, seed, stages } of study.results) {
      for (const [axis, values] of Object.entries(grid)) expect(values).toContain(point[axis]);
      expect(seeds).toContain(seed);
      expect(includes?.(point, seed, sizes) ?? true).toBe(true);
      for (const stage of Object.values(stages)) {
        expect(stage?.version).toBeGreaterThan(0);
        expect(stage?.ran?.began).toMatch(/^2026-/);
        expect(stage?.ran?.load?.start).toBeGreaterThan(0);
      }
    }
  });

  test('every claim is decided', () => {
    expect(study.summary.claims.map(({ verdict }) => verdict)).not.toContain('undecided');
  });
});
