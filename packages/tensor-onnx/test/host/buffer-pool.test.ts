import { expect, test } from 'vitest';
import { BufferPool } from '../../src/host/buffer-pool.ts';

test('arrays come back by dtype and size, and no more than are expected', () => {
  const spare = new BufferPool();
  spare.expect('float32', 2);
  const [first, second, other] = [new Float32Array(2), new Float32Array(2), new Float64Array(2)];
  expect(spare.take('float32', 2)).toBeUndefined();
  spare.give('float32', first);
  spare.give('float32', second);
  spare.give('float64', other);
  expect(spare.take('float64', 2)).toBeUndefined();
  expect(spare.take('float32', 3)).toBeUndefined();
  expect(spare.take('float32', 2)).toBe(first);
  expect(spare.take('float32', 2)).toBeUndefined();
});
