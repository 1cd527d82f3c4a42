import { expect, test } from 'vitest';
import { isTemporaryNameOf, temporaryName } from '../src/index.ts';

test('temporary names are hidden, random, and known again by the name that they are for', () => {
  for (const name of ['run.json', 'x', `${'long '.repeat(50)}.npz`, '\u{1f980}'.repeat(60)]) {
    const temporary = temporaryName(name);
    expect(temporary).toMatch(/^\..*\.tmp$/);
    expect(new TextEncoder().encode(temporary).length).toBeLessThan(255);
    expect(temporaryName(name)).not.toBe(temporary);
    expect(isTemporaryNameOf(temporary, name)).toBe(true);
    expect(isTemporaryNameOf(temporary, `${name}x`)).toBe(false);
  }
  expect(isTemporaryNameOf('.run.json.mine.tmp', 'run.json')).toBe(false);
  expect(isTemporaryNameOf('run.json', 'run.json')).toBe(false);
});
