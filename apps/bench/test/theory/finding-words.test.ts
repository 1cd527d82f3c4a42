import { expect, test } from 'vitest';
import { fromTo, spanOfValues } from '../../src/theory/report/finding-words.ts';

test('a span names both ends, or one figure where they read the same', () => {
  expect(spanOfValues([0.3, 0.1, 0.2])).toBe('0.100 to 0.300');
  expect(spanOfValues([0.5, 0.5000001])).toBe('0.500');
  expect(spanOfValues([])).toBe('nothing');
});

test('a change is called one only beyond a tenth', () => {
  expect(fromTo(0.5, 0.1)).toBe('falls from 0.500 to 0.100');
  expect(fromTo(1, 30)).toBe('rises from 1.00 to 30.0');
  expect(fromTo(1, 1.05)).toBe('stays within a tenth, 1.00 and 1.05');
});
