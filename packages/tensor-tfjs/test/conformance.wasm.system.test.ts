import { runConformance } from '@noprior/tensor-conformance';
import { openTfjsWasm } from '@noprior/tensor-tfjs';
import { afterAll, test } from 'vitest';

await runConformance({
  name: 'tfjs:wasm',
  open: () => openTfjsWasm(),
  dtypes: ['float32'],
  gaps: {},
  required: process.env.REQUIRED_BACKENDS?.split(',') ?? [],
  report: console.log,
  framework: { test, afterAll },
});
