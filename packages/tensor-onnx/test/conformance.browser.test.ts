/// <reference types="vite/client" />
import { dtypes } from '@noprior/tensor';
import { runConformance } from '@noprior/tensor-conformance';
import { openOnnxWasm, openOnnxWebgpu } from '@noprior/tensor-onnx';
import { afterAll, describe, test } from 'vitest';

const required: string = import.meta.env.REQUIRED_BACKENDS;

const backends = [
  { name: 'onnx:wasm', open: () => openOnnxWasm(), dtypes },
  { name: 'onnx:webgpu', open: () => openOnnxWebgpu(), dtypes: ['float32'] as const },
];

for (const backend of backends) {
  describe(backend.name, async () => {
    await runConformance({
      ...backend,
      gaps: {},
      required: required.split(','),
      report: console.log,
      framework: { test, afterAll },
    });
  });
}
