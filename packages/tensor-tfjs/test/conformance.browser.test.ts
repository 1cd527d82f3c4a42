/// <reference types="vite/client" />
import { runConformance } from '@noprior/tensor-conformance';
import { openTfjsCpu, openTfjsWasm, openTfjsWebgpu } from '@noprior/tensor-tfjs';
import wasmFile from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import { afterAll, describe, test } from 'vitest';

/** The folder that Vite serves the file from; its neighbours with SIMD and threads are served there too. */
const wasmPath: string = wasmFile.slice(0, wasmFile.lastIndexOf('/') + 1);
const required: string = import.meta.env.REQUIRED_BACKENDS;

const backends = [
  { name: 'tfjs:cpu', open: () => openTfjsCpu(), gaps: {} },
  { name: 'tfjs:wasm', open: () => openTfjsWasm({ wasmPath }), gaps: {} },
  { name: 'tfjs:webgpu', open: () => openTfjsWebgpu(), gaps: {} },
];

for (const backend of backends) {
  describe(backend.name, async () => {
    await runConformance({
      ...backend,
      dtypes: ['float32'],
      required: required.split(','),
      report: console.log,
      framework: { test, afterAll },
    });
  });
}
