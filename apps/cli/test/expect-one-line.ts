import { expect } from 'vitest';

/** Expect exit code 1 with one line that ends with a code, nothing on standard output, no stack. */
export function expectOneLine(outcome: { code: number | null; out: string; err: string }, message: RegExp): void {
  expect(outcome).toMatchObject({ code: 1, out: '' });
  expect(outcome.err).toMatch(/^error: [^\n]*\n$/);
  expect(outcome.err.trimEnd()).toMatch(message);
}
