/// <reference types="vite/client" />
import { dtypes } from '@noprior/tensor';
import { runConformance } from '@noprior/tensor-conformance';
import { openReference } from '@noprior/tensor-reference';
import { afterAll, expect, test } from 'vitest';

const required: string = import.meta.env.REQUIRED_BACKENDS;

test('the page is isolated, so that wasm backends may use threads', () => {
  expect(globalThis).toHaveProperty('crossOriginIsolated', true);
});

await runConformance({
  name: 'reference',
  open: openReference,
  dtypes,
  gaps: {},
  required: required.split(','),
  report: console.log,
  framework: { test, afterAll },
});
