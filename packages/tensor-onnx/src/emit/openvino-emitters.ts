import { scalarValue, type Tensor } from '@noprior/tensor';
import { onnxElementType } from '../model/onnx-model.ts';
import { toNumbers } from './elementwise.ts';
import type { Emission } from './emission.ts';
import type { Emitters } from './emitter.ts';
import { emitters } from './emitters.ts';
import { emitLogSumExp, keepNaN } from './log-sum-exp.ts';
import { reduceAxes, reduceBy, sumInBlocks } from './reduction.ts';
import { emitLog } from './series-log.ts';
import { emitSoftplus } from './softplus.ts';

const exp = keepNaN('Exp');
const relu = keepNaN('Relu');

/** The rules for OpenVINO 2026.4. Of its kernels only Equal is right about NaN, as IEEE 754 has it: Greater holds for NaN, Max, Min, Relu
 * and Exp lose it, a cast to boolean makes false of it. ReduceLogSumExp overflows, ReduceMax of nothing but -infinity is finite, and
 * sums over several axes are joined to one long one. */
export const openvinoEmitters: Emitters = {
  ...emitters,
  exp: (node, emission) => exp(emission.value(node.inputs[0]!), node.dtype, emission),
  softplus: (node, emission) => emitSoftplus(node, emission, emitLog),
  relu: (node, emission) => relu(emission.value(node.inputs[0]!), node.dtype, emission),
  surrogateRelu: emitSurrogateRelu,
  step: (node, emission) => compare('Greater', node, [...node.inputs, 0], emission),
  greater: (node, emission) => compare('Greater', node, node.inputs, emission),
  greaterEqual: (node, emission) => compare('GreaterOrEqual', node, node.inputs, emission),
  maximum: orNaN('Max'),
  minimum: orNaN('Min'),
  where: (node, emission) => {
    const [condition, a, b] = node.inputs;
    const isZero = (x: string): string => emission.add('Equal', [x, emission.scalar(0, node.dtype)]);
    const mask = emission.mask(condition!, (x) => emission.add('Not', [isZero(x)]));
    return emission.add('Where', [mask, emission.value(a!), emission.value(b!)]);
  },
  sum: emitSum,
  max: emitMax,
  logSumExp: (node, emission) => emitLogSumExp(node, emission, { exp, log: emitLog }),
};

/** A comparison that is false where either side is NaN. */
function compare(opType: string, node: Tensor, sides: readonly (Tensor | 0)[], emission: Emission): string {
  const names = sides.map((side) => (side === 0 ? emission.scalar(0, node.dtype) : emission.value(side)));
  const ordered = sides.flatMap((side, index) => (side === 0 || isOrdered(side) ? [] : equalsItself(names[index]!)));
  const mask = ordered.reduce((both, name) => emission.add('And', [both, name]), emission.add(opType, names));
  return toNumbers(node, mask, emission);

  function equalsItself(x: string): string {
    return emission.add('Equal', [x, x]);
  }
}

/** Max or Min, NaN where either side is. */
function orNaN(opType: string): (node: Tensor, emission: Emission) => string {
  return (node, emission) => {
    const names = node.inputs.map((input) => emission.value(input));
    const result = emission.add(opType, names);
    return node.inputs.reduce((value, input, index) => {
      if (isOrdered(input)) return value;
      const x = names[index]!;
      return emission.add('Where', [emission.add('Equal', [x, x]), value, emission.add('Add', names)]);
    }, result);
  };
}

/** Whether it is known to hold no NaN. */
function isOrdered(tensor: Tensor): boolean {
  const value = scalarValue(tensor);
  return value !== undefined && !Number.isNaN(value);
}

function emitSurrogateRelu(node: Tensor<'surrogateRelu'>, emission: Emission): string {
  const [z, alpha] = node.inputs;
  const part = relu(emission.value(z!), node.dtype, emission);
  if (isOrdered(alpha!)) return part;
  const name = emission.value(alpha!);
  return emission.add('Where', [emission.add('Equal', [name, name]), part, emission.add('Add', [part, name])]);
}

function emitMax(node: Tensor<'max'>, emission: Emission): string {
  const x = emission.value(node.inputs[0]!);
  const lowest = emission.scalar(Number.NEGATIVE_INFINITY, node.dtype);
  const isLowest = emission.add('Cast', [emission.add('Equal', [x, lowest])], {
    to: { integer: onnxElementType[node.dtype] },
  });
  const allLowest = reduceAxes(node, emission, reduceBy('ReduceMin', emission), isLowest);
  const isNothing = emission.add('Equal', [allLowest, emission.scalar(1, node.dtype)]);
  return emission.add('Where', [isNothing, lowest, emitters.max(node, emission)]);
}

/** Sums over several axes, one after the other, would be joined to one long sum, over which float32 loses up to 4e-4. All but the
 * innermost are summed in small blocks, which keeps them apart. */
function emitSum(node: Tensor<'sum'>, emission: Emission): string {
  const innermost = node.attributes.axes.at(-1);
  const inner = sumInBlocks(node.dtype, emission);
  const outer = sumInBlocks(node.dtype, emission, 16);
  return reduceAxes(node, emission, (x, shape, axis) => (axis === innermost ? inner : outer)(x, shape, axis));
}
