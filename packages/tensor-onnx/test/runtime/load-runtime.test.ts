import { BackendUnavailableError } from '@noprior/tensor';
import * as node from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { loadRuntime } from '../../src/runtime/load-runtime.ts';

const ofVersion = (version: string) => async () => ({
  ...node,
  env: { ...node.env, versions: { common: '1.30.0', node: version } },
});

test.each([
  { from: 'onnxruntime-node', backend: 'onnx:cpu' },
  { from: 'onnxruntime-web', backend: 'onnx:wasm' },
] as const)('an absent or broken $from is reported with what to install', async ({ from, backend }) => {
  const load = () => Promise.reject(new Error(`Cannot find package '${from}'\nRequire stack`));
  const flags = from === 'onnxruntime-node' ? '--ignore-scripts ' : '';
  const absent = loadRuntime({ from, load }, backend);
  await expect(absent).rejects.toThrow(BackendUnavailableError);
  await expect(absent).rejects.toThrow(
    `${backend}: ${from} cannot be loaded (Cannot find package '${from}'); install it: npm install ${flags}${from}@^1.30.0`,
  );
});

test.each(['1.29.1', '0.30.0', '2.0.0', '2.31.0', 'unknown'])('version %s is refused', async (version) => {
  const loaded = loadRuntime({ from: 'onnxruntime-node', load: ofVersion(version) }, 'onnx:webgpu');
  await expect(loaded).rejects.toThrow(BackendUnavailableError);
  await expect(loaded).rejects.toThrow(`found ${version};`);
  await expect(loaded).rejects.toThrow(/onnx:webgpu: .* npm install --ignore-scripts onnxruntime-node@\^1\.30\.0$/);
});

test.each(['1.30.0', '1.30.1-dev.20260101', '1.104.0'])('version %s is taken', async (version) => {
  const loaded = await loadRuntime({ from: 'onnxruntime-node', load: ofVersion(version) }, 'onnx:cpu');
  expect(loaded.version).toBe(version);
});
