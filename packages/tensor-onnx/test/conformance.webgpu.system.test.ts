import { runConformance } from '@noprior/tensor-conformance';
import { openOnnxWebgpu } from '@noprior/tensor-onnx';
import { afterAll, test } from 'vitest';

await runConformance({
  name: 'onnx:webgpu',
  open: () => openOnnxWebgpu(),
  dtypes: ['float32'],
  gaps: {},
  required: process.env.REQUIRED_BACKENDS?.split(',') ?? [],
  report: console.log,
  framework: { test, afterAll },
});
