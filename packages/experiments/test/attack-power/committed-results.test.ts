import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseStoredStudy, type StoredStudy, studyGroups } from '../../src/index.ts';

const folder = fileURLToPath(new URL('../../../../docs/results/attack-power', import.meta.url));
const { experiments } = studyGroups.find(({ name }) => name === 'attack-power')!;

function load(name: string, file: string = name): StoredStudy {
  return parseStoredStudy(readFileSync(`${folder}/${file}.json`, 'utf8'), name, file);
}

describe.each(experiments)('docs/results/attack-power, $name', ({ name, scales, includes, stages }) => {
  const study = load(name);

  test('its results are points of the study, and each says where and when it was measured', () => {
    const { grid, seeds, sizes } = scales.cpu;
    expect(study.scale).toBe('cpu');
    expect(study.results.length).toBeGreaterThan(0);
    for (const { point, seed, stages: own } of study.results) {
      for (const [axis, values] of Object.entries(grid)) expect(values).toContain(point[axis]);
      expect(seeds).toContain(seed);
      expect(includes?.(point, seed, sizes) ?? true).toBe(true);
      for (const [stage, result] of Object.entries(own)) {
        expect(stages).toHaveProperty([stage]);
        expect(result?.version).toBeGreaterThan(0);
        expect(result?.ran?.began).toMatch(/^2026-/);
      }
    }
  });

  test('its summary is what the study says of these results today', () => {
    const { summarize } = experiments.find((one) => one.name === name)!;
    expect(JSON.parse(JSON.stringify(summarize(study.results, scales.cpu)))).toEqual(study.summary);
  });
});

test('earlier results and those of tuning are kept in the same form', () => {
  expect(load('attack-comparison', 'earlier/attack-comparison').results).toHaveLength(13);
  expect(load('attack-variants', 'tuning/attack-variants').results).toHaveLength(41);
});

test('pictures stand beside the document', () => {
  const pictures = load('attack-comparison').summary.pictures ?? [];
  const kept = pictures.filter(({ key, which }) => existsSync(`${folder}/pictures/${key.slice(0, 16)}-${which}.png`));
  expect(kept.length).toBeGreaterThan(15);
});
