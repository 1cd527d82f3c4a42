import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const quick = ['--scale', 'smoke', '--seconds', '0.1', '--rounds', '1'];

async function bench(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [program, ...args]);
}

test.each([
  ['ops', 'matmul-tn'], // one operation for all: their programs are compared without processes in suites/ops.test.ts
  ['step', ''],
  ['train', ''],
  ['attack', ''],
])('%s: two backends side by side, each close to float64', async (suite, filter) => {
  const { stdout } = await bench(suite, ...quick, '--filter', filter, '--backends', 'onnx:cpu,reference', '--json');
  const { rows, absent, notMeasured, matmul, suite: name } = JSON.parse(stdout);
  expect({ name, absent, notMeasured }).toEqual({ name: suite, absent: [], notMeasured: [] });
  expect(new Set(rows.map(({ backend }: { backend: string }) => backend))).toEqual(new Set(['onnx:cpu', 'reference']));
  expect(matmul.best.gflops).toBeGreaterThan(0);
  for (const row of rows) {
    expect(row.medianMs).toBeGreaterThan(0);
    expect(row.p10).toBeLessThanOrEqual(row.p90);
    expect(row.peakRssMb).toBeGreaterThan(10);
    expect(row.relativeError).toBeLessThan(row.dtype === 'float64' ? 1e-12 : 1e-4);
  }
});

test('scaling: both forms of the default backend, with axis and size; the JSON and the page are kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'noprior-bench-test-'));
  try {
    const [out, html] = [join(folder, 'deep', 'scaling.json'), join(folder, 'page.html')];
    const { stdout } = await bench('scaling', ...quick, '--backends', 'onnx:cpu', '--out', out, '--html', html);
    expect(stdout).toContain('onnx:cpu gram');
    const { rows } = JSON.parse(readFileSync(out, 'utf8'));
    expect(rows).toMatchObject(
      ['direct', 'gram'].flatMap((form) => [4, 8].map((size) => ({ axis: 'n', form, size, backend: 'onnx:cpu' }))),
    );
    expect(readFileSync(html, 'utf8')).toContain('<svg');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a peer that is not installed is absent, with the reason', async () => {
  const args = ['--backends', 'reference,torch', '--torch-python', process.execPath, '--json'];
  const { stdout } = await bench('step', ...quick, ...args);
  const { rows, notMeasured } = JSON.parse(stdout);
  expect(rows).toHaveLength(1);
  expect(notMeasured[0]).toMatchObject({ backend: 'torch', reason: expect.stringMatching(/./) });
});

test.each([
  ['ops', '--filter', 'nothing-like-it'],
  ['step', '--filter', 'nothing-like-it'],
  ['speed'],
  ['ops', '--rounds', 'x'],
  ['ops', '--frob'],
])('%s %s %s: wrong usage is exit code 2, before anything is measured', async (...args) => {
  const failed = await bench(...args).then(
    () => undefined,
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  expect(failed).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^error: /) });
  expect(failed?.stderr).not.toMatch(/products of 1000/);
  if (args[1] === '--filter') expect(failed?.stderr).toMatch(/no case has that in its name; there are:\n {2}\S/);
});

test('an unknown contestant or suite is refused with what there is', async () => {
  await expect(bench('step', '--backends', 'cuda')).rejects.toThrow(/there are onnx:cpu, /);
  await expect(bench('speed')).rejects.toThrow(/Allowed choices are ops, step/);
});
