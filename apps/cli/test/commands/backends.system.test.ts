import { fileURLToPath } from 'node:url';
import { backendEntries } from '@noprior/backends';
import { expect, test } from 'vitest';
import { runForJson, runNoprior } from '../run-noprior.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const cwd = temporaryFolder();
const hook = fileURLToPath(new URL('../hooks/hide-onnxruntime.mjs', import.meta.url));
const without = { cwd, nodeOptions: ['--import', hook] };
const tiny = 'train --dataset toy2d --per-class 2 --hidden 4 --max-iterations 3'.split(' ');

test('backends: every backend with what it offers', async () => {
  const { backends } = await runForJson(['backends'], { cwd });
  expect(backends).toMatchObject(backendEntries.map(({ name }) => ({ name })));
  expect(backends).toContainEqual({
    name: 'onnx:cpu',
    available: true,
    dtypes: ['float32', 'float64'],
    device: expect.stringContaining('ONNX Runtime'),
    reason: null,
  });
  expect(backends).toContainEqual({
    name: 'reference',
    available: true,
    dtypes: ['float32', 'float64'],
    device: expect.stringContaining('TypeScript'),
    reason: null,
  });
});

test('backends: a package that is not installed is a reason, not a failure', async () => {
  const { backends } = await runForJson(['backends'], without);
  expect(backends).toContainEqual({
    name: 'onnx:cpu',
    available: false,
    dtypes: [],
    device: null,
    reason: expect.stringContaining('npm install --ignore-scripts onnxruntime-node'),
  });
  const plain = await runNoprior(['backends'], without);
  expect(plain.stdout).toMatch(/^onnx:cpu +not here: .*\n/);
  expect(plain.stdout).toMatch(/\nreference +float32, float64; /);
  // The name stands at the beginning of the line, and is not said twice.
  expect(plain.stdout).not.toMatch(/not here: (onnx|tfjs):/);
  expect(plain.stdout).not.toMatch(/as load\b/);
});

test('a backend that is not installed fails by name; auto takes the next one and says so', async () => {
  const asked = await runNoprior([...tiny, '--out', 'asked.npz', '--backend', 'onnx:cpu'], without);
  expect(asked.code).toBe(1);
  expect(asked.stdout).toBe('');
  expect(asked.stderr).toMatch(/onnxruntime-node.*npm install.* \[BACKEND_UNAVAILABLE\]\n$/);
  const auto = await runNoprior([...tiny, '--out', 'auto.npz', '--json'], without);
  expect(auto.code).toBe(0);
  const { backend } = JSON.parse(auto.stdout);
  expect(['tfjs:node', 'tfjs:wasm', 'reference']).toContain(backend);
  expect(auto.stderr).toMatch(new RegExp(`^note: computing on ${backend}, because onnx:cpu`));
});

test('backends: what libraries of GPUs write to standard error is not shown', async () => {
  const { code, stderr } = await runNoprior(['backends'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('a library that ends its process is an absent backend', async () => {
  const hook =
    "data:text/javascript,if (process.argv[2] === 'onnx:webgpu') { console.error('driver: no luck'); process.abort(); }";
  const { backends } = await runForJson(['backends'], { cwd, nodeOptions: ['--import', hook] });
  expect(backends).toContainEqual({
    name: 'onnx:webgpu',
    available: false,
    dtypes: [],
    device: null,
    reason: expect.stringMatching(/ended with SIGABRT/),
  });
});
