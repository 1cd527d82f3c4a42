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
  stepKinds,
} from '../../src/index.ts';

describe.each(experiments.map((experiment) => [experiment.name, experiment] as const))('%s', (name, experiment) => {
  test.each(scaleNames)('compiles at scale %s: every point has every stage, inputs come first', (scale) => {
    const plan = new Plan(stepKinds, 'here');
    const points = compileExperiment(experiment, scale, plan);
    expect(points.length).toBeGreaterThan(1);
    const before = new Set<string>();
    for (const step of plan.steps) {
      for (const key of Object.values(step.inputs)) expect(before.has(key)).toBe(true);
      before.add(step.key);
    }
    for (const { steps } of points) {
      expect(Object.keys(steps)).toEqual(experiment.stages.map((stage) => stage.name));
      for (const step of Object.values(steps)) expect(before.has(step.key)).toBe(true);
    }
    // Points differ, or the grid has a value that changes nothing.
    const last = experiment.stages.at(-1)!.name;
    expect(new Set(points.map(({ steps }) => steps[last]!.key)).size).toBe(points.length);
    expect(new Set(points.map(({ seed }) => seed))).toEqual(new Set(experiment.scales[scale].seeds));
  });

  test('without any result it says so instead of a verdict', () => {
    for (const scale of scaleNames) {
      const points = compileExperiment(experiment, scale, new Plan(stepKinds, 'here'));
      const empty = points.map(({ point, seed }) => ({ point, seed, stages: {} }));
      const { statements, table } = experiment.summarize(empty, experiment.scales[scale]);
      for (const { verdict } of statements) expect(verdict).toBe('undecided');
      for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    }
  });

  test('it is described, and named in small letters', () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(experiment.title.length).toBeGreaterThan(5);
    expect(experiment.about.length).toBeGreaterThan(100);
  });
});

test('training is shared by points that differ in the attack alone', () => {
  const plan = new Plan(stepKinds, 'here');
  const points = compileExperiment(findExperiments(['sphere-radius'])[0]!, 'cpu', plan);
  const kinds = (kind: string): number => plan.steps.filter((step) => step.kind === kind).length;
  expect(points).toHaveLength(30);
  expect([kinds('data'), kinds('train'), kinds('oracle'), kinds('attack'), kinds('score')]).toEqual([3, 6, 6, 30, 30]);
});

test('experiments share steps, too: the undefended network of one is that of another', () => {
  const plan = new Plan(stepKinds, 'here');
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
    const plan = new Plan(stepKinds, 'here');
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
  const wrong = { ...rest, stages: [...stages].reverse(), summarize: experiments[0]!.summarize } as Experiment;
  expect(() => compileExperiment(wrong, 'smoke', new Plan(stepKinds))).toThrow(
    'stage score reads data, which does not come before it',
  );
});
