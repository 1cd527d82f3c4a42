import { dtypes } from '@noprior/tensor';
import { runConformance } from '@noprior/tensor-conformance';
import { openReference } from '@noprior/tensor-reference';
import { afterAll, test } from 'vitest';

await runConformance({
  name: 'reference',
  open: openReference,
  dtypes,
  required: ['reference'],
  report: console.log,
  framework: { test, afterAll },
});
