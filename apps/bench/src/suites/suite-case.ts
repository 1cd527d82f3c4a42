import type { Dtype, HostTensor } from '@noprior/tensor';
import type { Entrant } from '../benchmark/entrant.ts';
import type { BenchRow } from '../benchmark/results.ts';
import { type Job, productOps } from '../programs/job.ts';

/** One case of a suite: a job, and in which dtypes and forms a contestant does it. */
export interface SuiteCase {
  readonly name: string;
  readonly job: Job;
  /** Instead of the job's own inputs. */
  readonly inputs?: Readonly<Record<string, HostTensor>>;
  /** Only these contestants; all by default. */
  readonly only?: readonly string[];
  readonly axis?: BenchRow['axis'];
  readonly size?: number;
}

/** A way to do a case. */
export interface Variant {
  readonly dtype: Dtype;
  readonly form: Entrant['form'];
}

/** How a contestant does a case. `onnx:cpu` shows both forms of the loss and both dtypes, PyTorch both dtypes. */
export function variantsOf(backend: string, { job }: SuiteCase, suite: string): readonly Variant[] {
  const single: Variant = { dtype: 'float32', form: null };
  const double: Variant = { dtype: 'float64', form: null };
  if (suite === 'scaling') return [{ dtype: 'float32', form: job.form }];
  const choosesForm = job.suite === 'step' || job.suite === 'attack';
  if (backend === 'torch') return suite === 'ops' ? [single] : [single, double];
  if (backend === 'jax' || backend === 'torch.compile') return [single];
  if (backend !== 'onnx:cpu') return [choosesForm ? { dtype: 'float32', form: 'auto' } : single];
  if (!choosesForm) return suite === 'ops' ? [single] : [single, double];
  if (suite === 'attack') return (['float32', 'float64'] as const).map((dtype) => ({ dtype, form: 'auto' }));
  return [
    { dtype: 'float32', form: 'auto' },
    { dtype: 'float32', form: 'direct' },
    { dtype: 'float32', form: 'gram' },
    { dtype: 'float64', form: 'auto' },
  ];
}

/** The product by which the machine is judged. */
export function probeJob(layout: 'matmul-nn' | 'matmul-nt', threads: number): Job {
  const op = productOps.find((name) => name === layout)!;
  return { suite: 'ops', dtype: 'float32', threads, form: 'auto', case: { op, m: 1000, k: 784, n: 1000 } };
}
