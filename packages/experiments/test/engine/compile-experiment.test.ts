import { DomainError } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import {
  compileExperiment,
  type Experiment,
  experimentNames,
  experiments,
  findExperiments,
  Plan,
  scaleNames,
} from '../../src/index.ts';

describe.each(experiments.map((experiment) => [experiment.name, experiment] as const))('%s', (name, experiment) => {
  test.each(scaleNames)('compiles at scale %s: every point has every stage, inputs come first', (scale) => {
    const plan = new Plan('here');
    const points = compileExperiment(experiment, scale, plan);
    expect(points.length).toBeGreaterThan(1);
    const before = new Set<string>();
    for (const step of plan.steps) {
      for (const key of Object.values(step.inputs)) expect(before.has(key)).toBe(true);
      before.add(step.key);
    }
    for (const { steps } of points) {
      expect(Object.keys(steps)).toEqual(Object.keys(experiment.stages));
      for (const step of Object.values(steps)) expect(before.has(step!.key)).toBe(true);
    }
    // Points differ, or the grid has a value that changes nothing.
    const last = Object.keys(experiment.stages).at(-1)!;
    expect(new Set(points.map(({ steps }) => steps[last]!.key)).size).toBe(points.length);
    expect(new Set(points.map(({ seed }) => seed))).toEqual(new Set(experiment.scales[scale].seeds));
  });

  test('without any result it says so instead of a verdict', () => {
    for (const scale of scaleNames) {
      const points = compileExperiment(experiment, scale, new Plan('here'));
      const empty = points.map(({ point, seed }) => ({ point, seed, stages: {} }));
      const { claims, tables } = experiment.summarize(empty, experiment.scales[scale]);
      for (const { verdict } of claims) expect(verdict).toBe('undecided');
      for (const { columns, rows } of tables) for (const row of rows) expect(row).toHaveLength(columns.length);
    }
  });

  test('it is described, and named in small letters', () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(experiment.title.length).toBeGreaterThan(5);
    expect(experiment.about.length).toBeGreaterThan(100);
  });
});

test('training is shared by points that differ in the attack alone', () => {
  const plan = new Plan('here');
  const points = compileExperiment(findExperiments(['sphere-radius'])[0]!, 'cpu', plan);
  const kinds = (kind: string): number => plan.steps.filter((step) => step.kind === kind).length;
  expect(points).toHaveLength(30);
  expect([kinds('data'), kinds('train'), kinds('oracle'), kinds('attack'), kinds('score')]).toEqual([3, 6, 6, 30, 30]);
});

test('experiments share steps, too: the undefended network of one is that of another', () => {
  const plan = new Plan('here');
  const [shift, defences] = ['mnist-shift', 'defences'].map((name) => {
    return compileExperiment(findExperiments([name])[0]!, 'cpu', plan);
  });
  const control = shift!.find(({ point, seed }) => point.shift === 0 && seed === 1)!;
  const none = defences!.find(({ point, seed }) => point.defence === 'none' && seed === 1)!;
  expect(none.steps.score).toBe(control.steps.score);
});

test('other files are other steps', () => {
  const experiment = findExperiments(['mnist-shift'])[0]!;
  const keys = [{}, { mnist: { file: 'a' } }, { mnist: { file: 'b' } }, { cifar10: { file: 'b' } }].map((files) => {
    const plan = new Plan('here');
    return compileExperiment(experiment, 'cpu', plan, { files })[0]!.steps.score!.key;
  });
  expect(new Set(keys).size).toBe(3);
  expect(keys[3]).toBe(keys[0]);
});

test('experiments by name', () => {
  expect(findExperiments(['all'])).toEqual(experiments);
  expect(findExperiments(['defences', 'sphere-radius']).map(({ name }) => name)).toEqual(['sphere-radius', 'defences']);
  expect(new Set(experimentNames).size).toBe(experiments.length);
  expect(() => findExperiments(['sphere'])).toThrow(DomainError);
  expect(() => findExperiments(['sphere'])).toThrow('unknown name "sphere"; there are sphere-radius,');
});

test('a stage that reads a later one is refused', () => {
  const { stages, ...rest } = findExperiments(['sphere-radius'])[0]!;
  const reversed = Object.fromEntries(Object.entries(stages).reverse());
  const wrong: Experiment = { ...rest, stages: reversed, summarize: experiments[0]!.summarize };
  expect(() => compileExperiment(wrong, 'smoke', new Plan())).toThrow(/stage score reads data\b.*before/);
});
