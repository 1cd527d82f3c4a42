import { DomainError, hasErrorCode, isNopriorError, ShapeError } from '@noprior/tensor';
import { afterAll, expect, test, vi } from 'vitest';

vi.resetModules();
const other = await import('@noprior/tensor');
afterAll(() => vi.resetModules());

test('errors of another copy of the package are told by their code, where instanceof fails', () => {
  const error = new other.ShapeError('add: [2] and [3]');
  expect(error).not.toBeInstanceOf(ShapeError);
  expect(isNopriorError(error)).toBe(true);
  expect(hasErrorCode(error, 'SHAPE')).toBe(true);
  expect(hasErrorCode(error, 'DTYPE')).toBe(false);
});

test('errors of this copy, and what is none', () => {
  expect(hasErrorCode(new DomainError('x'), 'DOMAIN')).toBe(true);
  const system = Object.assign(new Error('no such file'), { code: 'ENOENT' });
  for (const thrown of [system, new Error('x'), { code: 'SHAPE' }, 'SHAPE', undefined, null]) {
    expect(isNopriorError(thrown)).toBe(false);
  }
});
