import { DomainError } from '@noprior/tensor';
import { expect, it } from 'vitest';
import { priorBox } from '../../src/starts/prior.ts';

it('a box that is still to be taken from knowledge is no box yet', () => {
  const box = { low: -1, high: 1 };
  expect(priorBox({ box })).toBe(box);
  expect(priorBox({})).toBeUndefined();
  expect(() => priorBox({ box: 'known' })).toThrow(DomainError);
});
