import { type Backend, type Dtype, evaluate, fromNested, gradients, ShapeError, trace } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import { logMeanLogisticLoss } from '../src/index.ts';

async function lossAndGradient(
  backend: Backend,
  logits: readonly number[],
  y: readonly number[],
  dtype: Dtype,
): Promise<{ logLoss: number; gradient: number[] }> {
  const given = { logits: fromNested(logits, dtype), y: fromNested(y, dtype) };
  const graph = trace(given, (inputs) => {
    const logLoss = logMeanLogisticLoss(inputs.logits, inputs.y);
    return { logLoss, gradient: gradients(logLoss, [inputs.logits])[0]! };
  });
  const outputs = await evaluate(backend, graph, given);
  return { logLoss: outputs.logLoss!.data[0]!, gradient: [...outputs.gradient!.data] };
}

const backends: [string, () => Promise<Backend>][] = [
  ['reference', async () => openReference()],
  ['onnx:cpu', openOnnxCpu],
];

describe.each(backends)('logMeanLogisticLoss on %s', (_, open) => {
  it.each<[Dtype, number]>([
    ['float64', 1e-13],
    ['float32', 3e-6],
  ])('is ln of the mean, with the gradient of the loss over the loss, in %s', async (dtype, tolerance) => {
    const backend = await open();
    const logits = [0, 2, -3, 0.5];
    const y = [1, 1, -1, -1];
    const q = logits.map((value, index) => value * y[index]!);
    const loss = q.reduce((sum, value) => sum + Math.log1p(Math.exp(-value)), 0) / 4;
    const { logLoss, gradient } = await lossAndGradient(backend, logits, y, dtype);
    expect(Math.abs(logLoss - Math.log(loss))).toBeLessThan(tolerance);
    q.forEach((value, index) => {
      const expected = -y[index]! / (1 + Math.exp(value)) / 4 / loss;
      expect(Math.abs(gradient[index]! - expected)).toBeLessThan(tolerance);
    });
    await backend.dispose();
  });

  it.each<[Dtype, number, number]>([
    ['float64', 69, 1e-14],
    ['float64', 2000, 1e-14],
    ['float32', 69, 1e-6],
    ['float32', 500, 1e-6],
  ])('does not underflow: %s, margins from %d', async (dtype, q, tolerance) => {
    const backend = await open();
    const { logLoss, gradient } = await lossAndGradient(backend, [q, -(q + 1)], [1, -1], dtype);
    // ln((e^-q + e^-(q+1)) / 2) to within e^-q, and weights 1/(1 + 1/e) and its complement.
    const expected = -q + Math.log1p(Math.exp(-1)) - Math.LN2;
    expect(Math.abs(logLoss / expected - 1)).toBeLessThan(tolerance);
    const share = 1 / (1 + Math.exp(-1));
    const rounding = dtype === 'float32' ? 1e-4 : 1e-12;
    expect(Math.abs(gradient[0]! + share)).toBeLessThan(rounding);
    expect(Math.abs(gradient[1]! - (1 - share))).toBeLessThan(rounding);
    await backend.dispose();
  });

  it('grows linearly for large negative margins', async () => {
    const backend = await open();
    const { logLoss, gradient } = await lossAndGradient(backend, [-1000], [1], 'float64');
    expect(logLoss).toBeCloseTo(Math.log(1000), 12);
    expect(gradient[0]).toBeCloseTo(-1 / 1000, 15);
    await backend.dispose();
  });
});

it('refuses shapes that do not agree', () => {
  const specs = { logits: { shape: [3], dtype: 'float64' }, y: { shape: [2], dtype: 'float64' } } as const;
  trace(specs, ({ logits, y }) => {
    expect(() => logMeanLogisticLoss(logits, y)).toThrow(ShapeError);
    expect(() => logMeanLogisticLoss(logits, y)).toThrow(/got \[3\] and \[2\]/);
    return {};
  });
});
