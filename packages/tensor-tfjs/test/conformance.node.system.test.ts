import { runConformance } from '@noprior/tensor-conformance';
import { openTfjsNode } from '@noprior/tensor-tfjs';
import { afterAll, test } from 'vitest';

/** A build of tfjs-node outside this repository, if there is one. */
const built = process.env.NOPRIOR_TFJS_NODE;

await runConformance({
  name: 'tfjs:node',
  open: () => openTfjsNode(built === undefined ? {} : { load: () => import(/* @vite-ignore */ built) }),
  dtypes: ['float32'],
  gaps: {},
  required: process.env.REQUIRED_BACKENDS?.split(',') ?? [],
  report: console.log,
  framework: { test, afterAll },
});
