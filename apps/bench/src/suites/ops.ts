import { elementwiseOps, type OpsCase, productOps, reductionOps } from '../programs/job.ts';
import type { Scale } from './sizes.ts';
import type { SuiteCase } from './suite-case.ts';

/** Single operations: products in four layouts, and at n = 40; elementwise passes and reductions of a million elements. */
export function opsCases(scale: Scale, threads: number): SuiteCase[] {
  const [m, k, n] = scale === 'full' ? [1000, 784, 1000] : [8, 6, 10];
  const few = scale === 'full' ? 40 : 4;
  const cases: OpsCase[] = [
    ...productOps.map((op) => ({ op, m, k, n })),
    { op: 'matmul-nt', m: few, k, n },
    { op: 'matmul-nn', m: few, k: n, n: k },
    ...[...elementwiseOps, ...reductionOps].map((op) => ({ op, m, k: 1, n: m })),
  ];
  return cases.map((opsCase) => ({
    name: `${opsCase.op} ${opsCase.op.startsWith('matmul') ? `${opsCase.m}x${opsCase.k}x${opsCase.n}` : `${opsCase.m}x${opsCase.n}`}`,
    job: { suite: 'ops', dtype: 'float32', threads, form: 'auto', case: opsCase },
  }));
}
