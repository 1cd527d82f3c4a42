import { expect, test } from 'vitest';
import { escapeControls, escapeToOneLine } from '../src/escape-controls.ts';

/** Escape sequences of one and of two bytes, a title, backspaces, a carriage return, DEL, NUL, a reversed name, JSON's blind spots. */
const hostile = [
  '\u001b[2J',
  '\u009b31m',
  '\u001b]0;title\u0007',
  'good\b\b\b\bevil',
  'a\rb',
  '\u007f',
  '\u0000',
  'x\u202egpj.exe',
  '\u2066i\u2069',
  'a\u2028b\u2029c',
  'half \ud800',
];

test.each(hostile)('%j cannot act on a terminal, and is the same value in JSON', (text) => {
  const safe = escapeControls(text);
  expect(safe).toMatch(/^[\x20-\x7e]*$/);
  expect(safe).toMatch(/\\u[0-9a-f]{4}/);
  expect(JSON.parse(escapeControls(JSON.stringify({ text })))).toEqual({ text });
  expect(escapeControls(safe)).toBe(safe);
});

test.each(['plain\ttext\n', 'Grüße, 你好, שלום', '👩‍🔬 \u200c', 'C:\\users'])('%j stays', (text) => {
  expect(escapeControls(text)).toBe(text);
});

test('one line stays one line', () => {
  expect(escapeToOneLine('a\nerror: b\r\nc\t')).toBe('a\\u000aerror: b\\u000d\\u000ac\\u0009');
});
