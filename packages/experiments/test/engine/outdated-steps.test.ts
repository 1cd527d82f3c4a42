import { definedOnly } from '@noprior/tensor';
import { expect, test } from 'vitest';
import type { AnyStepKind, Experiment, PointResult } from '../../src/index.ts';
import { outdatedSteps } from '../../src/index.ts';

const kind: AnyStepKind = {
  name: 'count',
  version: 3,
  changes: { 2: 'Counts zeros.', 3: 'Counts ones.' },
  run: async () => ({}),
};
const stage = { kind, parameters: () => ({}), seconds: () => 1 };
const setting = { grid: {}, seeds: [1], sizes: {} };
const experiment: Experiment = {
  name: 'counts',
  title: 'Counts',
  about: '',
  scales: { smoke: setting, cpu: setting, paper: setting },
  stages: { first: stage, second: stage },
  summarize: () => ({ claims: [], tables: [] }),
};
const at = (key: string, version?: number) => ({
  key,
  values: {},
  seconds: 1,
  ...definedOnly({ version }),
});
const result = (stages: PointResult['stages']): PointResult => ({ point: {}, seed: 1, stages });

test('steps of earlier versions are counted once by key, with what changed since', () => {
  const results = [
    result({ first: at('a', 1), second: at('b', 3) }),
    result({ first: at('a', 1), second: at('c') }),
    result({ first: at('d', 2) }),
  ];
  expect(outdatedSteps(experiment, results)).toEqual([
    { stage: 'first', kind: 'count', version: 1, newest: 3, changes: ['Counts zeros.', 'Counts ones.'], steps: 1 },
    { stage: 'first', kind: 'count', version: 2, newest: 3, changes: ['Counts ones.'], steps: 1 },
  ]);
});
