import { runConformance } from '@noprior/tensor-conformance';
import { openTfjsCpu } from '@noprior/tensor-tfjs';
import { afterAll, test } from 'vitest';

await runConformance({
  name: 'tfjs:cpu',
  open: () => openTfjsCpu(),
  dtypes: ['float32'],
  gaps: {},
  required: process.env.REQUIRED_BACKENDS?.split(',') ?? [],
  report: console.log,
  framework: { test, afterAll },
});
