import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { servePage } from '../../src/browser/serve-page.ts';

const scratch = mkdtempSync(join(tmpdir(), 'noprior-serve-'));
const files = { folder: join(scratch, 'page'), inputs: join(scratch, 'x.npz'), outputs: join(scratch, 'y.npz') };
mkdirSync(files.folder);
writeFileSync(join(files.folder, 'page.js'), 'script');
writeFileSync(join(scratch, 'secret'), 'secret');
writeFileSync(files.inputs, 'inputs');
const server = await servePage(files);
afterAll(async () => {
  await server.close();
  rmSync(scratch, { recursive: true });
});

const at = (path: string): string => new URL(path, server.url).href;

/** A path as it is, which `fetch` would normalise first. */
const statusOf = (path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(server.url);
    get({ host: '127.0.0.1', port, path }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });

test('the page comes isolated, and loads its script', async () => {
  const response = await fetch(server.url);
  expect(response.headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
  expect(response.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
  expect(await response.text()).toContain('src="/page.js"');
  const script = await fetch(at('page.js'));
  expect(script.headers.get('Content-Type')).toBe('text/javascript');
  expect(await script.text()).toBe('script');
});

test('inputs go out and outputs come in, byte for byte', async () => {
  expect(await (await fetch(at('inputs.npz'))).text()).toBe('inputs');
  const outputs = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251);
  expect((await fetch(at('outputs.npz'), { method: 'PUT', body: outputs })).ok).toBe(true);
  expect(readFileSync(files.outputs).equals(outputs)).toBe(true);
});

test.each(['tfjs-backend-wasm/tfjs-backend-wasm-threaded-simd.wasm', 'onnxruntime-web/ort-wasm-simd-threaded.wasm'])(
  '%s comes out of the installed package',
  async (path) => {
    const response = await fetch(at(path));
    expect(response.headers.get('Content-Type')).toBe('application/wasm');
    expect(new Uint8Array(await response.arrayBuffer()).subarray(0, 4)).toEqual(new Uint8Array([0, 97, 115, 109]));
  },
);

test.each([
  '/missing.js',
  '/../secret',
  '/..%2fsecret',
  '/%2e%2e/secret',
  '/tfjs-backend-wasm/',
  '/onnxruntime-web/../../../x',
])('%s is not there', async (path) => {
  expect(await statusOf(path)).toBe(404);
});

test('nothing but the outputs can be written', async () => {
  expect((await fetch(at('page.js'), { method: 'PUT', body: 'other' })).status).toBe(404);
  expect((await fetch(at('outputs.npz'), { method: 'POST', body: 'other' })).status).toBe(404);
  expect(readFileSync(join(files.folder, 'page.js'), 'utf8')).toBe('script');
});
