import type { Dtype } from '../dtype.ts';
import { add } from '../ops/add.ts';
import { broadcastTo } from '../ops/broadcast-to.ts';
import { scalarValue } from '../ops/constant.ts';
import { matmul } from '../ops/matmul.ts';
import { mul } from '../ops/mul.ts';
import { reshape } from '../ops/reshape.ts';
import { sub } from '../ops/sub.ts';
import { transpose } from '../ops/transpose.ts';
import { sameShape } from '../shape.ts';
import { opRules, withInputs } from './op-rules.ts';
import type { OpName, Tensor } from './tensor.ts';

/** Local rewrites by operation. Each returns an equivalent tensor, or the node itself. */
type Rewrites = { readonly [K in OpName]?: (node: Tensor<K>) => Tensor };

const rewrites: Rewrites = {
  add: (node) => {
    const [a, b] = pair(node);
    if (isScalar(b, 0) && sameShape(a.shape, node.shape)) return a;
    if (isScalar(a, 0) && sameShape(b.shape, node.shape)) return b;
    if (b.op === 'neg') return sub(a, b.inputs[0]!);
    if (a.op === 'neg') return sub(b, a.inputs[0]!);
    // c x + c y = c (x + y) and c x - c y = c (x - y)
    const [left, right] = [scaleOf(a), scaleOf(b)];
    if (left !== undefined && left === right) return mul(left, add(a.inputs[1]!, b.inputs[1]!));
    if (left !== undefined && right !== undefined && left === -right) return mul(left, sub(a.inputs[1]!, b.inputs[1]!));
    return node;
  },
  sub: (node) => {
    const [a, b] = pair(node);
    if (isScalar(b, 0) && sameShape(a.shape, node.shape)) return a;
    if (b.op === 'neg') return add(a, b.inputs[0]!);
    const factor = scaleOf(a);
    if (factor !== undefined && factor === scaleOf(b)) return mul(factor, sub(a.inputs[1]!, b.inputs[1]!));
    return node;
  },
  mul: (node) => {
    const [a, b] = pair(node);
    if (isScalar(b, 1) && sameShape(a.shape, node.shape)) return a;
    if (isScalar(a, 1) && sameShape(b.shape, node.shape)) return b;
    // Constant factors meet on the left: c (d x) = (c d) x, where that changes nothing by rounding.
    if (scalarValue(b) !== undefined && scalarValue(a) === undefined) return mul(b, a);
    const outer = scalarValue(a);
    if (outer !== undefined && b.op === 'mul') {
      const inner = scalarValue(b.inputs[0]!);
      const exact = inner !== undefined && (isPowerOfTwo(inner) || isPowerOfTwo(outer));
      if (exact && isNormal(outer * inner, node.dtype)) return mul(outer * inner, b.inputs[1]!);
    }
    if (outer !== undefined && b.op === 'neg') return mul(-outer, b.inputs[0]!);
    if (masksItself(a, b)) return a;
    if (masksItself(b, a)) return b;
    return node;
  },
  div: (node) => {
    const [a, b] = pair(node);
    if (isScalar(b, 1) && sameShape(a.shape, node.shape)) return a;
    return node;
  },
  neg: (node) => {
    const [x] = node.inputs;
    if (x!.op === 'neg') return x!.inputs[0]!;
    if (x!.op === 'sub') return sub(x!.inputs[1]!, x!.inputs[0]!);
    const factor = x!.op === 'mul' ? scalarValue(x!.inputs[0]!) : undefined;
    return factor === undefined ? node : mul(-factor, x!.inputs[1]!);
  },
  transpose: (node) => {
    const [x] = node.inputs;
    const { permutation } = node.attributes;
    if (permutation.every((axis, index) => axis === index)) return x!;
    if (x!.op === 'transpose') {
      const inner = x!.attributes.permutation;
      return transpose(
        x!.inputs[0]!,
        permutation.map((axis) => inner[axis]!),
      );
    }
    // The transpose of a product stays: swapping the factors would compute a product twice that others read as well.
    return node;
  },
  matmul: (node) => {
    const [a, b] = pair(node);
    const { transposeA, transposeB } = node.attributes;
    if (a.op === 'transpose') return matmul(a.inputs[0]!, b, { transposeA: !transposeA, transposeB });
    if (b.op === 'transpose') return matmul(a, b.inputs[0]!, { transposeA, transposeB: !transposeB });
    // The outer product of two vectors is a multiplication that broadcasts.
    const [rows, columns] = node.shape;
    if (a.shape[transposeA ? 0 : 1] === 1) return mul(reshape(a, [rows!, 1]), reshape(b, [1, columns!]));
    // Constant factors wait outside: the backend may multiply by them on its way.
    const [left, right] = [scaleOf(a), scaleOf(b)];
    if (left !== undefined) return mul(left, matmul(a.inputs[1]!, b, { transposeA, transposeB }));
    if (right !== undefined) return mul(right, matmul(a, b.inputs[1]!, { transposeA, transposeB }));
    return node;
  },
  reshape: (node) => {
    const [x] = node.inputs;
    if (sameShape(x!.shape, node.shape)) return x!;
    if (x!.op === 'broadcastTo' && x!.inputs[0]!.shape.length === 0) return broadcastTo(x!.inputs[0]!, node.shape);
    return x!.op === 'reshape' ? reshape(x!.inputs[0]!, node.shape) : node;
  },
  broadcastTo: (node) => {
    const [x] = node.inputs;
    if (sameShape(x!.shape, node.shape)) return x!;
    if (x!.op === 'broadcastTo') return broadcastTo(x!.inputs[0]!, node.shape);
    return x!.op === 'reshape' && x!.inputs[0]!.shape.length === 0 ? broadcastTo(x!.inputs[0]!, node.shape) : node;
  },
  stopGradient: (node) => node.inputs[0]!,
  square: (node) => (node.inputs[0]!.op === 'neg' ? withInputs(node, node.inputs[0]!.inputs) : node),
};

/** An equivalent tensor with less work, or the node itself where no rewrite applies.
 *
 * `stopGradient` goes: derivatives have been taken when a graph is simplified.
 */
export function rewrite<K extends OpName>(node: Tensor<K>): Tensor {
  const rule: Rewrites[K] = rewrites[node.op];
  const rewritten = rule === undefined ? (node as Tensor) : rule(node);
  return rewritten === node && opRules[node.op].scalar !== undefined ? dropBroadcasts(rewritten) : rewritten;
}

function pair(node: Tensor): [Tensor, Tensor] {
  return [node.inputs[0]!, node.inputs[1]!];
}

/** c in c x, for a power of two c or its negative: a factor that may move without a change by rounding. */
function scaleOf(tensor: Tensor): number | undefined {
  const factor = tensor.op === 'mul' ? scalarValue(tensor.inputs[0]!) : undefined;
  return factor !== undefined && isPowerOfTwo(factor) ? factor : undefined;
}

/** Up to the sign. */
function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(Math.abs(value)));
}

/** Whether a factor, c relu(z) or relu(z), is 0 wherever the mask step(z) is. */
function masksItself(factor: Tensor, mask: Tensor): boolean {
  if (mask.op !== 'step') return false;
  const inner = scaleOf(factor) === undefined ? factor : factor.inputs[1]!;
  return inner.op === 'relu' && inner.inputs[0] === mask.inputs[0];
}

function isScalar(tensor: Tensor, value: number): boolean {
  return scalarValue(tensor) === value;
}

/** Whether a number keeps its full precision in a dtype: neither overflow nor underflow. */
function isNormal(value: number, dtype: Dtype): boolean {
  const [smallest, largest] = dtype === 'float32' ? [2 ** -126, 2 ** 127] : [2 ** -1022, Number.MAX_VALUE];
  return Math.abs(value) >= smallest && Math.abs(value) <= largest;
}

/** Elementwise operations broadcast by themselves: without the explicit broadcasts of its inputs the operation has less
 * work, and at most one broadcast of its result is left. */
function dropBroadcasts(node: Tensor): Tensor {
  if (node.inputs.every((input) => input.op !== 'broadcastTo')) return node;
  const inputs = node.inputs.map((input) => (input.op === 'broadcastTo' ? input.inputs[0]! : input));
  return broadcastTo(withInputs(node, inputs), node.shape);
}
