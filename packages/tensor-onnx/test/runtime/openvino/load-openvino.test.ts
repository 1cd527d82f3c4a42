import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackendUnavailableError } from '@noprior/tensor';
import { afterAll, expect, test } from 'vitest';
import { loadOpenvino } from '../../../src/runtime/openvino/load-openvino.ts';

const empty = mkdtempSync(join(tmpdir(), 'noprior-openvino-'));
const withKoffi = mkdtempSync(join(tmpdir(), 'noprior-openvino-'));
mkdirSync(join(withKoffi, 'node_modules/koffi'), { recursive: true });
writeFileSync(join(withKoffi, 'node_modules/koffi/index.js'), 'module.exports = {};');
afterAll(() => {
  for (const folder of [empty, withKoffi]) rmSync(folder, { recursive: true });
});

test.each([
  ['no folder', undefined, /no folder/],
  ['a folder without koffi', empty, /koffi/],
  ['a folder without the library', withKoffi, /openvino.libs/],
])('%s is refused with what is missing and the command that installs it', async (_, folder, missing) => {
  const loading = loadOpenvino(folder, 'openvino:cpu');
  await expect(loading).rejects.toThrow(BackendUnavailableError);
  await expect(loading).rejects.toThrow(missing);
  await expect(loading).rejects.toThrow(/^openvino:cpu: .*npm install .*koffi.* && pip install --no-deps .*openvino==/);
});
