import { SHARE_ENV, Worker } from 'node:worker_threads';
import { beforeEach, expect, test } from 'vitest';
import { silenceTelemetry } from '../../src/runtime/silence-telemetry.ts';

const variable = 'ORT_DISABLE_TELEMETRY';

beforeEach(() => {
  delete process.env[variable];
});

test.each([
  [undefined, '1'],
  ['', '1'],
  ['0', '0'],
  ['1', '1'],
])('%j becomes %j: what the user has set is kept', (before, after) => {
  if (before !== undefined) process.env[variable] = before;
  silenceTelemetry();
  expect(process.env[variable]).toBe(after);
});

/** What the built package does in a worker thread: the name of the backend, or the code of the error. */
function openInWorker(options: { env?: typeof SHARE_ENV }): Promise<unknown> {
  const program = `const { parentPort } = require('node:worker_threads');
    import(${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)})
      .then(({ openOnnxCpu }) => openOnnxCpu({ threads: 1 }))
      .then(({ name }) => parentPort.postMessage(name), ({ code, message }) => parentPort.postMessage(code + ': ' + message));`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { eval: true, execArgv: [], ...options });
    worker.on('error', reject);
    worker.on('message', (answer) => {
      resolve(answer);
      void worker.terminate();
    });
  });
}

test('a worker thread that cannot set the variable does not load the library', async () => {
  expect(await openInWorker({})).toMatch(
    /^BACKEND_UNAVAILABLE: onnxruntime-node: ORT_DISABLE_TELEMETRY is not set.*in the main thread/,
  );
  expect(await openInWorker({ env: SHARE_ENV })).toBe('onnx:cpu');
  expect(process.env[variable]).toBe('1');
  expect(await openInWorker({})).toBe('onnx:cpu');
});
