import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type KktAttackConfig,
  kktAttack,
  loadAttackCheckpoint,
  makeOptimizer,
  type Optimizer,
} from '@noprior/reconstruction-attack';
import {
  type Backend,
  constant,
  fromNested,
  type HostTensor,
  mul,
  square,
  sub,
  sum,
  type Tensor,
} from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { afterAll, describe, expect, it } from 'vitest';
import { nesterov } from '../../src/optimizers/nesterov.ts';
import { rowAdam } from '../../src/optimizers/row-adam.ts';
import { abortAt } from '../abort-at.ts';
import { runKkt } from '../run-with.ts';
import { smallConfig, smallNetwork, smallSgd } from '../small-attack.ts';
import { minimise } from './minimise.ts';

const backends: [string, () => Promise<Backend>][] = [
  ['reference', async () => openReference()],
  ['onnx:cpu', () => openOnnxCpu()],
];
const folder = mkdtempSync(join(tmpdir(), 'optimizers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A quadratic  sum_k a_k (x_k - m_k)^2  from a start; matrices as rows. */
const curvature = [1, 10, 0.1, 2, 0.5, 7];
const centre = [0.5, -2, 3, 1, 0, -1];
const start = [4, 4, -4, -1, 2, 5];

/** Steps of an optimizer on the quadratic over a parameter of a shape of 6 elements; parameter and state after them. */
function onBackend(backend: Backend, optimizer: Optimizer, shape: number[], steps: number) {
  const tensor = (values: readonly number[]): HostTensor => ({ ...fromNested([...values]), shape });
  const loss = (x: Tensor) =>
    sum(mul(constant(tensor(curvature), 'float64'), square(sub(x, constant(tensor(centre), 'float64')))));
  return minimise(backend, optimizer, loss, tensor(start), steps);
}

function gradientAt(x: readonly number[]): number[] {
  return x.map((value, k) => 2 * curvature[k]! * (value - centre[k]!));
}

/** Row-wise Adam by loops, bias corrections written out. */
function rowAdamByLoop(rows: number, steps: number, stepSize: number, { beta1, beta2, epsilon }: typeof betas) {
  const width = start.length / rows;
  const x = [...start];
  const m = x.map(() => 0);
  const v = Array.from({ length: rows }, () => 0);
  for (let t = 1; t <= steps; t++) {
    const g = gradientAt(x);
    for (let row = 0; row < rows; row++) {
      let squares = 0;
      for (let k = row * width; k < (row + 1) * width; k++) squares += g[k]! * g[k]!;
      v[row] = beta2 * v[row]! + (1 - beta2) * (squares / width);
      for (let k = row * width; k < (row + 1) * width; k++) {
        m[k] = beta1 * m[k]! + (1 - beta1) * g[k]!;
        x[k]! -= (stepSize * (m[k]! / (1 - beta1 ** t))) / (Math.sqrt(v[row]! / (1 - beta2 ** t)) + epsilon);
      }
    }
  }
  return x;
}

const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-3 };

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, k) => {
    expect(Math.abs(actual[k]! - value)).toBeLessThan(1e-13 * (1 + Math.abs(value)));
  });
}

describe.each(backends)('20 steps on a quadratic, %s', (_, open) => {
  it("Nesterov's momentum, as torch.optim.SGD writes it", async () => {
    const backend = await open();
    const x = [...start];
    const buffer = x.map(() => 0);
    for (let t = 0; t < 20; t++) {
      gradientAt(x).forEach((g, k) => {
        buffer[k] = 0.9 * buffer[k]! + g;
        x[k]! -= 0.02 * (g + 0.9 * buffer[k]!);
      });
    }
    expectClose((await onBackend(backend, nesterov({ stepSize: 0.02, momentum: 0.9 }), [6], 20)).x!.data, x);
    await backend.dispose();
  });

  it.each([
    ['2 rows of 3', [2, 3], 2],
    ['3 rows of 2', [3, 2], 3],
    ['3 rows of a tensor of three axes', [3, 2, 1], 3],
    ['a vector: Adam', [6], 6],
  ])('row-wise Adam, bias corrections written out: %s', async (_label, shape, rows) => {
    const backend = await open();
    const state = await onBackend(backend, rowAdam({ stepSize: 0.1, ...betas }), shape, 20);
    expectClose(state.x!.data, rowAdamByLoop(rows, 20, 0.1, betas));
    const width = 6 / rows;
    state['x.meanSquare']!.data.forEach((value, k) => {
      expect(value).toBe(state['x.meanSquare']!.data[k - (k % width)]);
    });
    await backend.dispose();
  });

  it('on a vector, row-wise Adam is Adam to the bit', async () => {
    const backend = await open();
    const adam = makeOptimizer({ kind: 'adam', ...betas }, { stepSize: 0.1 });
    const expected = await onBackend(backend, adam, [6], 5);
    expect(await onBackend(backend, rowAdam({ stepSize: 0.1, ...betas }), [6], 5)).toEqual(expected);
    await backend.dispose();
  });
});

it('the first step of row-wise Adam is along the gradient of the row, of length stepSize sqrt(d)', async () => {
  const optimizer = rowAdam({ stepSize: 0.25, ...betas, epsilon: 1e-12 });
  const { data } = (await onBackend(openReference(), optimizer, [2, 3], 1)).x!;
  const gradient = gradientAt(start);
  for (const row of [0, 1]) {
    const columns = [0, 1, 2].map((k) => 3 * row + k);
    const norm = Math.hypot(...columns.map((k) => gradient[k]!));
    for (const k of columns) {
      expect(start[k]! - data[k]!).toBeCloseTo((0.25 * Math.sqrt(3) * gradient[k]!) / norm, 9);
    }
  }
});

it("without momentum, Nesterov's rule is gradient descent", async () => {
  const { data } = (await onBackend(openReference(), nesterov({ stepSize: 0.05, momentum: 0 }), [6], 10)).x!;
  expect(data[0]).toBeCloseTo(0.5 + 3.5 * 0.9 ** 10, 12);
});

it('makeOptimizer knows both', () => {
  const x = { shape: [2], dtype: 'float32' } as const;
  const momentum = makeOptimizer({ kind: 'nesterov', momentum: 0.5 }, { stepSize: 1 });
  expect(Object.keys(momentum.init({ x }))).toEqual(['x.velocity']);
  const optimizer = makeOptimizer({ kind: 'row-adam', ...betas }, { stepSize: 1 });
  expect(Object.keys(optimizer.init({ x }))).toEqual(['x.mean', 'x.meanSquare']);
  expect(optimizer.numbersAt(0).stepSize).toBeCloseTo(Math.sqrt(0.001) / 0.1, 12);
});

const nesterovAttack: KktAttackConfig = { ...smallSgd, optimizer: { kind: 'nesterov', momentum: 0.9 } };
const rowAdamAttack: KktAttackConfig = { ...smallConfig, optimizer: { kind: 'row-adam', ...betas } };
const resumable: [string, KktAttackConfig][] = [
  ['nesterov', nesterovAttack],
  ['row-adam', rowAdamAttack],
  ['nesterov in float32', { ...nesterovAttack, dtype: 'float32' }],
  ['row-adam in float32', { ...rowAdamAttack, dtype: 'float32' }],
];

describe.each(backends)('an interrupted and resumed attack is the uninterrupted one, bit for bit: %s', (name, open) => {
  it.each(resumable)('%s', async (label, config) => {
    const backend = await open();
    const path = join(folder, `${name.replace(':', '-')} ${label}.safetensors`);
    const whole = await runKkt(smallNetwork, config, { backend, evaluateEvery: 5 });
    const partial = await runKkt(smallNetwork, config, { backend, evaluateEvery: 5, ...abortAt(15, path) });
    expect(partial.ended).toBe('aborted');
    expect(partial.candidates.x.data).not.toEqual(whole.candidates.x.data);
    const resume = await loadAttackCheckpoint(path, kktAttack);
    const resumed = await runKkt(smallNetwork, config, { backend, evaluateEvery: 5, resume });
    expect(resumed.candidates).toEqual(whole.candidates);
    expect(resumed.evaluation).toEqual(whole.evaluation);
    await backend.dispose();
  });
});
