import { dtypes } from '@noprior/tensor';
import { runConformance } from '@noprior/tensor-conformance';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { afterAll, test } from 'vitest';

await runConformance({
  name: 'onnx:cpu',
  open: () => openOnnxCpu(),
  dtypes,
  gaps: {},
  required: process.env.REQUIRED_BACKENDS?.split(',') ?? [],
  report: console.log,
  framework: { test, afterAll },
});
