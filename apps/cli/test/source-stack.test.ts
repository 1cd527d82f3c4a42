import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { toSourceStack } from '../src/source-stack.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();

test('a place in a file with a map becomes one in its source; others stay', () => {
  // Line 1, column 0 of the file is line 3, column 2 of the source (VLQ: AAEE).
  const map = { version: 3, sources: ['../../../packages/tensor/src/a.ts'], names: [], mappings: 'AAEE' };
  writeFileSync(join(folder, 'chunk.js.map'), JSON.stringify(map));
  const mapped = pathToFileURL(join(folder, 'chunk.js')).href;
  const without = pathToFileURL(join(folder, 'other.js')).href;
  const stack = `Error: x\n    at f (${mapped}:1:1)\n    at ${without}:2:3\n    at node:internal/x:4:5`;
  expect(toSourceStack(stack)).toBe(
    `Error: x\n    at f (packages/tensor/src/a.ts:3:3)\n    at ${without}:2:3\n    at node:internal/x:4:5`,
  );
});
