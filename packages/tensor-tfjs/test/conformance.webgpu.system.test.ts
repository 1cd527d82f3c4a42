import { runConformance } from '@noprior/tensor-conformance';
import { openTfjsWebgpu } from '@noprior/tensor-tfjs';
import { afterAll, test } from 'vitest';

await runConformance({
  name: 'tfjs:webgpu',
  open: () => openTfjsWebgpu(),
  dtypes: ['float32'],
  gaps: {},
  required: process.env.REQUIRED_BACKENDS?.split(',') ?? [],
  report: console.log,
  framework: { test, afterAll },
});
