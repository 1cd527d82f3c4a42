import { runConformance } from '@noprior/tensor-conformance';
import { afterAll, test } from 'vitest';
import { openOpenvino } from './open-openvino-here.ts';

await runConformance({
  name: 'openvino:cpu',
  open: () => openOpenvino(),
  dtypes: ['float32'],
  gaps: {},
  required: process.env.REQUIRED_BACKENDS?.split(',') ?? [],
  report: console.log,
  framework: { test, afterAll },
});
