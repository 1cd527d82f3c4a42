import { BackendUnavailableError } from '@noprior/tensor';
import * as cpu from '@tensorflow/tfjs-backend-cpu';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as webgpu from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { isSupported } from '../src/load-package.ts';
import { openCpuDevice } from '../src/open-tfjs-cpu.ts';
import { openWasmDevice } from '../src/open-tfjs-wasm.ts';
import { openWebgpuDevice } from '../src/open-tfjs-webgpu.ts';

const absent = (name: string) => (): Promise<never> =>
  Promise.reject(new Error(`Cannot find package '${name}'\nsome stack`));
const core = { ...tf };
const noGpu = { create: () => ({ requestAdapter: async () => null }), globals: {} };

test.each([
  ['@tensorflow/tfjs-core', () => openCpuDevice({ core: absent('@tensorflow/tfjs-core'), cpu: async () => cpu })],
  [
    '@tensorflow/tfjs-backend-cpu',
    () => openCpuDevice({ core: async () => core, cpu: absent('@tensorflow/tfjs-backend-cpu') }),
  ],
  [
    '@tensorflow/tfjs-core',
    () => openWasmDevice({}, { core: absent('@tensorflow/tfjs-core'), wasm: async () => wasm }),
  ],
  [
    '@tensorflow/tfjs-backend-wasm',
    () => openWasmDevice({}, { core: async () => core, wasm: absent('@tensorflow/tfjs-backend-wasm') }),
  ],
  [
    '@tensorflow/tfjs-backend-webgpu',
    () =>
      openWebgpuDevice(
        {},
        { core: async () => core, kernels: absent('@tensorflow/tfjs-backend-webgpu'), webgpu: async () => noGpu },
      ),
  ],
  [
    'webgpu',
    () => openWebgpuDevice({}, { core: async () => core, kernels: async () => webgpu, webgpu: absent('webgpu') }),
  ],
])('without %s the error names it and what to install', async (name, open) => {
  const opening = open();
  await expect(opening).rejects.toThrow(BackendUnavailableError);
  await expect(opening).rejects.toThrow(
    `${name} cannot be loaded (Cannot find package '${name}'); install it: npm install ${name}@^`,
  );
});

test.each([
  ['3.21.0', '3.21.0'],
  ['4.21.0', '4.21.0'],
  ['5.0.0', '5.0.0'],
  ['4.22.0', '4.23.0'],
  ['4.23.0', '4.22.0'],
])('tfjs-core %s with kernels %s is refused, naming both', async (version_core, version) => {
  for (const opening of [
    openCpuDevice({
      core: async () => ({ ...core, version_core }),
      cpu: async () => ({ ...cpu, version_cpu: version }),
    }),
    openWasmDevice(
      {},
      { core: async () => ({ ...core, version_core }), wasm: async () => ({ ...wasm, version_wasm: version }) },
    ),
  ]) {
    await expect(opening).rejects.toThrow(BackendUnavailableError);
    await expect(opening).rejects.toThrow(
      new RegExp(`tfjs-core ${version_core} and @tensorflow/tfjs-backend-\\w+ ${version}`),
    );
  }
});

test('kernels that another copy of tfjs-core has are missed here', async () => {
  const other = { ...core, getKernelsForBackend: () => [] };
  const opening = openCpuDevice({ core: async () => other, cpu: async () => cpu });
  await expect(opening).rejects.toThrow(BackendUnavailableError);
  await expect(opening).rejects.toThrow('another copy of @tensorflow/tfjs-core');
});

test('a WebAssembly file that is not there is reported with what to do', async () => {
  const opening = openWasmDevice(
    {},
    {
      core: async () => ({
        ...core,
        engine: () => ({ registry: {} }),
        findBackendFactory: () => () => Promise.reject({ message: 'failed to fetch tfjs-backend-wasm-simd.wasm' }),
      }),
      wasm: async () => ({ ...wasm }),
    },
  );
  await expect(opening).rejects.toThrow(BackendUnavailableError);
  await expect(opening).rejects.toThrow('failed to fetch tfjs-backend-wasm-simd.wasm');
  await expect(opening).rejects.toThrow('give their folder as wasmPath');
});

test('a backend wasm that is not that of tfjs, or none at all, is refused', async () => {
  const open = (overrides: object) =>
    openWasmDevice({}, { core: async () => ({ ...core, ...overrides }), wasm: async () => ({ ...wasm }) });
  await expect(open({ engine: () => ({ registry: { wasm: {} } }) })).rejects.toThrow(BackendUnavailableError);
  await expect(open({ engine: () => ({ registry: {} }), findBackendFactory: () => null })).rejects.toThrow(
    'was it removed?',
  );
});

test('tfjs that already runs with more threads cannot be asked for fewer', async () => {
  await openWasmDevice();
  const opening = openWasmDevice(
    { threads: 2 },
    { core: async () => core, wasm: async () => ({ ...wasm, getThreadsCount: () => 8 }) },
  );
  await expect(opening).rejects.toThrow('already runs with 8 threads, got 2');
});

test.each([
  ['4.22.0', true],
  ['4.30.1', true],
  ['4.21.9', false],
  ['4.9.0', false],
  ['5.0.0', false],
  ['14.22.0', false],
  ['unknown', false],
])('version %s: %s', (version, supported) => {
  expect(isSupported(version)).toBe(supported);
});
