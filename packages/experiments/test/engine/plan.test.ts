import { DomainError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { stepKey } from '../../src/engine/step.ts';
import { Plan, type Step } from '../../src/index.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeToys } from './toy-kinds.ts';

const identity = { kind: 'add', version: 1, parameters: { value: 1 }, inputs: { a: 'x' }, environment: 'here' };

test('a key depends on kind, version, parameters, inputs and environment', () => {
  const keys = [
    identity,
    { ...identity, kind: 'sub' },
    { ...identity, version: 2 },
    { ...identity, parameters: { value: 2 } },
    { ...identity, parameters: { value: 1, more: true } },
    { ...identity, inputs: { a: 'y' } },
    { ...identity, inputs: { b: 'x' } },
    { ...identity, environment: 'there' },
  ].map(stepKey);
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/);
});

test('a known key: results of earlier versions stay valid', () => {
  // sha256sum of the canonical JSON.
  expect(stepKey({ kind: 'add', version: 1, parameters: { b: 2, a: 1 }, inputs: {}, environment: null })).toBe(
    stepKey({ kind: 'add', version: 1, parameters: { a: 1, b: 2 }, inputs: {}, environment: null }),
  );
  expect(stepKey({ kind: 'add', version: 1, parameters: { b: 2, a: 1 }, inputs: {}, environment: null })).toBe(
    '5c505cb05119a9bfc19af560b9993486b66dac64418e073beba7af7dedba7765',
  );
});

test('equal requests are one step, and a change far up changes every key below', () => {
  const { plan, add } = makeToys(temporaryFolder());
  const chain = (first: number): Step[] => {
    const own = plan();
    const a = own.add({ kind: add, parameters: { value: first }, estimate: 1 });
    const again = own.add({ kind: add, parameters: { value: first }, estimate: 7 });
    expect(again).toBe(a);
    const b = own.add({ kind: add, parameters: { value: 10 }, inputs: { a }, estimate: 1 });
    own.add({ kind: add, parameters: { value: 20 }, inputs: { b, a }, estimate: 1 });
    expect(own.steps).toHaveLength(3);
    return [...own.steps];
  };
  const keys = [...chain(1), ...chain(2)].map(({ key }) => key);
  expect(new Set(keys).size).toBe(6);
  expect(chain(1).map(({ key }) => key)).toEqual(keys.slice(0, 3));
});

test('what cannot be planned is refused with what would do', () => {
  const { plan, add } = makeToys(temporaryFolder());
  const own = plan();
  const request = { kind: add, parameters: { value: 1 }, estimate: 1 };
  own.add(request);
  expect(() => own.add({ ...request, kind: { ...add } })).toThrow(DomainError);
  expect(() => own.add({ ...request, estimate: 0 })).toThrow('positive number of seconds, got 0');
  expect(() => own.add({ ...request, parameters: { value: Number.NaN } })).toThrow('parameters.value is NaN');
  const foreign = new Plan('elsewhere').add(request);
  expect(() => own.add({ ...request, inputs: { foreign } })).toThrow(/reads foreign\b.*not in the plan/);
});
