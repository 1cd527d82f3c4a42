import { dtypes } from '@noprior/tensor';
import { runConformance } from '@noprior/tensor-conformance';
import { openOnnxWasm } from '@noprior/tensor-onnx';
import { afterAll, test } from 'vitest';

await runConformance({
  name: 'onnx:wasm',
  open: () => openOnnxWasm({ threads: 2 }),
  dtypes,
  gaps: {},
  required: process.env.REQUIRED_BACKENDS?.split(',') ?? [],
  report: console.log,
  framework: { test, afterAll },
});
