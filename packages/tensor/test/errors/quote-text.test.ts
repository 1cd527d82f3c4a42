import { expect, test } from 'vitest';
import { quoteText } from '../../src/index.ts';

test('plain text, letters of any script and emoji stay as they are', () => {
  expect(quoteText('layers.0.weight')).toBe('"layers.0.weight"');
  expect(quoteText('größe 大 𝒳 😀')).toBe('"größe 大 𝒳 😀"');
});

test('quotes and backslashes cannot end the quotation', () => {
  expect(quoteText('a"b\\c')).toBe('"a\\"b\\\\c"');
});

test.each([
  ['escape', '\u001b[2J', '"\\u001b[2J"'],
  ['new line', 'a\nb\r', '"a\\u000ab\\u000d"'],
  ['delete', '\u007f', '"\\u007f"'],
  ['C1 control sequence introducer', '\u009b31m', '"\\u009b31m"'],
  ['operating system command', '\u001b]0;x\u0007', '"\\u001b]0;x\\u0007"'],
  ['right-to-left override', 'a\u202egnp', '"a\\u202egnp"'],
  ['isolate', '\u2066x\u2069', '"\\u2066x\\u2069"'],
  ['line and paragraph separators', '\u2028\u2029', '"\\u2028\\u2029"'],
  ['zero width', 'x\u200b\ufeff', '"x\\u200b\\ufeff"'],
  ['tag beyond 16 bits', '\u{e0041}', '"\\udb40\\udc41"'],
  ['half of a surrogate pair', 'x\ud83d', '"x\\ud83d"'],
])('%s', (_, text, expected) => {
  expect(quoteText(text)).toBe(expected);
});

test('long text is cut between characters, and says how long it was', () => {
  expect(quoteText('x'.repeat(80))).toBe(`"${'x'.repeat(80)}"`);
  expect(quoteText('x'.repeat(81))).toBe(`"${'x'.repeat(80)}"... (81 characters)`);
  expect(quoteText('😀'.repeat(500))).toBe(`"${'😀'.repeat(80)}"... (1000 characters)`);
});
