import { dtypes } from '@noprior/tensor';
import { runConformance } from '@noprior/tensor-conformance';
import { openReference } from '@noprior/tensor-reference';
import { afterAll, test } from 'vitest';

await runConformance({
  name: 'reference',
  open: openReference,
  dtypes,
  gaps: {}, // { 'max/NaN float32': 'the kernel drops NaN' }
  required: process.env.REQUIRED_BACKENDS?.split(',') ?? [],
  report: console.log,
  framework: { test, afterAll },
});
