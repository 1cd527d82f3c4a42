import { expect, test } from 'vitest';
import {
  type Experiment,
  estimateOf,
  type JsonObjectOf,
  Plan,
  type PointResult,
  type StepKind,
} from '../../src/index.ts';
import { stage } from '../made-up-results.ts';

interface SquareValues {
  readonly square: number;
  readonly parts?: { readonly low: number | null };
}

const squareKind: StepKind<{ readonly value: number }, SquareValues> = {
  name: 'square',
  version: 1,
  run: async ({ value }) => ({ square: value ** 2 }),
};

type SquarePoint = { readonly value: number };
type SquareKinds = { readonly first: typeof squareKind; readonly second?: typeof squareKind };

const results: readonly PointResult<SquarePoint, SquareKinds>[] = [
  { point: { value: 2 }, seed: 1, stages: { first: stage({ square: 4, parts: { low: 1 } }) } },
  { point: { value: 4 }, seed: 1, stages: { first: stage({ square: 16, parts: { low: null } }) } },
  { point: { value: 6 }, seed: 1, stages: {} },
];

test('numbers are read by typed paths; what was not measured is left out', () => {
  expect(estimateOf(results, ({ stages }) => stages.first?.values.square)?.value).toBe(10);
  expect(estimateOf(results, ({ stages }) => stages.first?.values.parts?.low)).toMatchObject({ value: 1, count: 1 });
  expect(estimateOf(results, ({ stages }) => stages.second?.values.square)).toBeNull();
});

test('a misspelling does not compile', () => {
  // @ts-expect-error no such stage
  expect(estimateOf(results, ({ stages }) => stages.frist?.values.square)).toBeNull();
  // @ts-expect-error no such value
  expect(estimateOf(results, ({ stages }) => stages.first?.values.sqare)).toBeNull();
  // @ts-expect-error no such value within one
  expect(estimateOf(results, ({ stages }) => stages.first?.values.parts?.lwo)).toBeNull();
});

test('a stage is given what its kind asks for, from stages that there are', () => {
  const study: Pick<Experiment<SquarePoint, unknown, SquareKinds>, 'stages'> = {
    stages: {
      first: { kind: squareKind, parameters: ({ value }) => ({ value }), seconds: () => 1 },
      // @ts-expect-error a stage that there is not
      second: { kind: squareKind, inputs: { before: 'frist' }, parameters: () => ({ value: 1 }), seconds: () => 1 },
    },
  };
  const plan = new Plan();
  // @ts-expect-error another parameter
  plan.add({ kind: squareKind, parameters: { vlaue: 1 }, estimate: 1 });
  expect(Object.keys(study.stages)).toEqual(['first', 'second']);
});

test('values are what JSON can hold, by interfaces, too', () => {
  const keep = <Values extends JsonObjectOf<Values>>(values: Values): Values => values;
  const values: SquareValues = { square: 1 };
  expect(keep(values)).toBe(values);
  // @ts-expect-error a function
  keep({ square: () => 1 });
  // @ts-expect-error a date is more than its numbers
  keep({ at: new Date(0) });
});
