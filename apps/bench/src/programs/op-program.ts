import {
  exp,
  type Graph,
  type HostTensor,
  logSumExp,
  makeRandom,
  matmul,
  mul,
  relu,
  type Shape,
  sigmoid,
  softplus,
  sum,
  type Tensor,
  trace,
} from '@noprior/tensor';
import type { Job, OpsCase } from './job.ts';
import type { ProgramParts } from './stateful-program.ts';

const programs: Readonly<Record<OpsCase['op'], (a: Tensor, b: Tensor) => Tensor>> = {
  'matmul-nn': (a, b) => matmul(a, b),
  'matmul-nt': (a, b) => matmul(a, b, { transposeB: true }),
  'matmul-tn': (a, b) => matmul(a, b, { transposeA: true }),
  'matmul-tt': (a, b) => matmul(a, b, { transposeA: true, transposeB: true }),
  relu: (a) => relu(a),
  mul: (a, b) => mul(a, b),
  exp: (a) => exp(a),
  sigmoid: (a) => sigmoid(a),
  softplus: (a) => softplus(a),
  'sum-all': (a) => sum(a),
  'sum-rows': (a) => sum(a, { axes: 1 }),
  'sum-columns': (a) => sum(a, { axes: 0 }),
  'logsumexp-rows': (a) => logSumExp(a, { axes: 1 }),
};

function shapesOf({ op, m, k, n }: OpsCase): Record<string, Shape> {
  const [kind, layout] = op.split('-');
  if (kind === 'matmul') {
    return { a: layout!.startsWith('t') ? [k, m] : [m, k], b: layout!.endsWith('t') ? [n, k] : [k, n] };
  }
  return op === 'mul' ? { a: [m, n], b: [m, n] } : { a: [m, n] };
}

/** Standard normal inputs. */
export function opInputs(opsCase: OpsCase): Record<string, HostTensor> {
  const random = makeRandom(1);
  const inputs: Record<string, HostTensor> = {};
  for (const [name, shape] of Object.entries(shapesOf(opsCase)))
    inputs[name] = random.normalTensor(shape, 1, 'float32');
  return inputs;
}

/** The operation. Its last result is an input that is given up, so that no run takes memory anew. */
export function opProgram(
  job: Job & { readonly suite: 'ops' },
  inputs: Readonly<Record<string, HostTensor>>,
): ProgramParts {
  const { case: opsCase, dtype } = job;
  const shapes = shapesOf(opsCase);
  const program = programs[opsCase.op];
  const graphOf = (specs: Readonly<Record<string, Shape>>): Graph =>
    trace(Object.fromEntries(Object.entries(specs).map(([name, shape]) => [name, { shape, dtype }])), ({ a, b }) => ({
      out: program(a!, b ?? a!),
    }));
  const { shape } = graphOf(shapes).outputs.out!;
  return { graph: graphOf({ ...shapes, out: shape }), state: ['out'], inputs, signal: 'out' };
}
