import { advice, argument, DomainError, wording } from '@noprior/tensor';
import { expect, test } from 'vitest';

const inner = wording`or ${advice('force', 'pass force: true')}`;
const message = wording`split: ${argument('a')} must be below ${2}, got ${3n}; ${inner}`;

test('a wording is its text, with nested ones in place', () => {
  expect(String(message)).toBe('split: a must be below 2, got 3; or pass force: true');
  expect(message.parts).toContainEqual({ text: 'a', argument: 'a' });
  expect(message.parts).toContainEqual({ text: 'pass force: true', advice: 'force' });
});

test('an error has the text as its message, and names the argument', () => {
  const error = new DomainError(message);
  expect(error.message).toBe(String(message));
  expect(error.parts).toEqual(message.parts);
  expect(error.argument).toBe('a');
  expect(Object.keys(error)).not.toContain('parts');
});

test('an error of a plain text marks nothing', () => {
  const error = new DomainError('split: no');
  expect(error.parts).toEqual(['split: no']);
  expect(error.argument).toBeUndefined();
});
