import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadArrays, saveNpz } from '@noprior/array-files';
import { BackendUnavailableError, type HostTensor } from '@noprior/tensor';
import { findChromium } from '@noprior/test-resources';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPage } from '../../src/browser/build-page.ts';
import { type BrowserPage, openBrowserPage } from '../../src/browser/open-browser-page.ts';
import type { Job } from '../../src/programs/job.ts';
import { jobInputs } from '../../src/programs/prepare.ts';

const environment = process.env;
const required = environment.REQUIRED_BACKENDS?.split(',') ?? [];
const hasChromium = findChromium(environment) !== undefined;
if (!hasChromium && required.some((one) => one.startsWith('chromium/'))) throw new Error('there is no Chromium');
/** Skipped where there is no Chromium; vitest.config.ts says so in a line `NOT RUN`. */
const testPage = test.skipIf(!hasChromium);
const scratch = mkdtempSync(join(tmpdir(), 'noprior-browser-'));
const job: Job = {
  suite: 'ops',
  dtype: 'float32',
  threads: 2,
  form: 'auto',
  case: { op: 'matmul-nt', m: 30, k: 20, n: 10 },
};
const inputs = jobInputs(job);

beforeAll(async () => {
  if (hasChromium) await buildPage(join(scratch, 'page'));
  await saveNpz(join(scratch, 'inputs.npz'), inputs);
}, 180_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function withPage(
  body: (page: BrowserPage, outputs: string) => Promise<void>,
  report: (line: string) => void = console.log,
): Promise<void> {
  const outputs = join(mkdtempSync(join(scratch, 'run-')), 'outputs.npz');
  const files = { folder: join(scratch, 'page'), inputs: join(scratch, 'inputs.npz'), outputs };
  const page = await openBrowserPage({ ...files, environment, report });
  try {
    await body(page, outputs);
  } finally {
    await page.close();
  }
}

/** a b^T in float64, by plain loops. */
function product({ data: a, shape }: HostTensor, { data: b }: HostTensor): number[] {
  const [rows, inner] = [shape[0]!, shape[1]!];
  const columns = b.length / inner;
  return Array.from({ length: rows * columns }, (_, index) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum += a[Math.floor(index / columns) * inner + k]! * b[(index % columns) * inner + k]!;
    }
    return sum;
  });
}

testPage.for(['reference', 'onnx:wasm', 'onnx:webgpu', 'tfjs:cpu', 'tfjs:wasm', 'tfjs:webgpu'])(
  'chromium/%s multiplies in the page, and the product comes back',
  (backend, { skip }) =>
    withPage(async (page, outputs) => {
      try {
        const { device, firstRunMs } = await page.call('prepare', { backend, job });
        expect(device).not.toBe('');
        expect(firstRunMs).toBeGreaterThan(0);
      } catch (error) {
        if (!(error instanceof BackendUnavailableError) || required.includes(`chromium/${backend}`)) throw error;
        skip(`NOT RUN: chromium/${backend}: ${error.message}`);
      }
      const { out } = (await loadArrays(outputs)).arrays;
      expect(out!.shape).toEqual([30, 10]);
      const expected = product(inputs.a!, inputs.b!);
      for (const [index, value] of expected.entries()) expect(Math.abs(out!.data[index]! - value)).toBeLessThan(2e-5);
      const { times } = await page.call('repeat', 3);
      expect(times).toHaveLength(backend.endsWith('webgpu') ? 1 : 3);
      for (const time of times) expect(time).toBeGreaterThan(0);
      await page.call('finish', null);
    }),
);

testPage('an error of the page keeps its message and leaves its trace, and the page stays usable', async () => {
  const lines: string[] = [];
  await withPage(
    async (page, outputs) => {
      await expect(page.call('repeat', 1)).rejects.toThrow('nothing is prepared');
      expect(lines.join()).toMatch(/nothing is prepared[\s\S]*page\.js/);
      await expect(page.call('prepare', { backend: 'none', job })).rejects.toThrow('unknown backend "none"');
      await expect(page.call('prepare', { backend: 'onnx:cpu', job })).rejects.toThrow(BackendUnavailableError);
      await page.call('prepare', { backend: 'reference', job });
      expect((await loadArrays(outputs)).arrays.out!.dtype).toBe('float32');
    },
    (line) => lines.push(line),
  );
});

testPage('versions and memory are those of this Chromium', () =>
  withPage(async (page) => {
    expect(page.version).toMatch(/^\d+\./);
    await page.call('prepare', { backend: 'reference', job });
    const peak = await page.peakRssMb();
    if (process.platform !== 'linux') expect(peak).toBeNull();
    else expect(peak).toBeGreaterThan(50);
  }),
);

test('without Chromium, and with one that does not start, the page is unavailable', async () => {
  const files = { folder: scratch, inputs: '', outputs: '', report: console.log };
  await expect(openBrowserPage({ ...files, environment: { NOPRIOR_CHROMIUM: '/none' } })).rejects.toThrow(
    /^chromium: no Chromium .*install/,
  );
  await expect(openBrowserPage({ ...files, environment: { NOPRIOR_CHROMIUM: process.execPath } })).rejects.toThrow(
    BackendUnavailableError,
  );
});
