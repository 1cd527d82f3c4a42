import { expect, test } from 'vitest';
import { reasonOf } from '../../src/runtime/reason-of.ts';

test.each([
  ['plain', 'plain'],
  ['first\nsecond', 'first'],
  ['/src/context.cc:136 Initialize(const Config&) status == Success was false. No adapters\n', 'No adapters'],
  [
    "Non-zero status code returned while running Mul node. Name:'' Status Message: /src/a.cc:3 T f(int, U) narrowing error",
    'Non-zero status code returned while running Mul node. narrowing error',
  ],
  ['x'.repeat(300), `${'x'.repeat(200)}...`],
])('%j is said as %j', (message, reason) => {
  expect(reasonOf(new Error(message))).toBe(reason);
  expect(reasonOf(message)).toBe(reason);
});
