import type { Shape, Tensor } from '@noprior/tensor';
import type { Scope } from '../scope.ts';
import type { Value } from '../tfjs-modules.ts';
import { applyBinary, applyUnary, nanMask, select, toNumbers } from './elementwise.ts';
import type { Kernel } from './kernel.ts';
import { exponential, logarithm } from './transcendental.ts';

/** Reduces the last axis of [rows, extent]. @returns [rows] */
type ReduceRows = (x: Value, scope: Scope) => Value;

/** Sum over axes, long ones in blocks: float32 loses less that way. */
export const sum: Kernel<'sum'> = (node, [x], scope) => reduceAxes(node, x!, sumRows, scope);

/** Largest element over axes; a NaN is the result wherever it is. */
export const max: Kernel<'max'> = (node, [x], scope) => reduceAxes(node, x!, maxRows, scope);

/** ln sum e^x over axes = m + ln sum e^(x - m), with m the maximum where that is finite and 0 elsewhere. */
export const logSumExp: Kernel<'logSumExp'> = (node, [x], scope) =>
  reduceAxes(
    node,
    x!,
    (rows) => {
      const largest = maxRows(rows, scope);
      const finite = applyUnary('IsFinite', largest, scope);
      const shift = select(finite, largest, scope.scalar(0), largest.shape, scope);
      const column = scope.view(shift, [shift.shape[0]!, 1]);
      const terms = scope.view(exponential(applyBinary('Sub', rows, column, scope), scope), rows.shape);
      return applyBinary('Add', logarithm(sumRows(terms, scope), scope), shift, scope);
    },
    scope,
  );

const sumRows: ReduceRows = (x, scope) => {
  const block = scope.traits.sumBlock;
  const [rows, extent] = x.shape as [number, number];
  if (extent < 2 * block) return rowKernel('Sum', x, scope);
  const blocks = Math.floor(extent / block);
  const whole = blocks * block;
  const cut = (begin: number, size: number): Value =>
    scope.run('Slice', { x }, { begin: [0, begin], size: [rows, size] });
  const inBlocks = scope.view(extent === whole ? x : cut(0, whole), [rows * blocks, block]);
  const total = sumRows(scope.view(rowKernel('Sum', inBlocks, scope), [rows, blocks]), scope);
  if (extent === whole) return total;
  return applyBinary('Add', total, rowKernel('Sum', cut(whole, extent - whole), scope), scope);
};

const maxRows: ReduceRows = (x, scope) => {
  const largest = rowKernel('Max', x, scope);
  if (scope.traits.keepsNaN) return largest;
  const mask = scope.view(toNumbers(nanMask(x, scope), scope), x.shape);
  const anyNaN = applyBinary('NotEqual', rowKernel('Max', mask, scope), scope.scalar(0), scope);
  return select(anyNaN, scope.scalar(Number.NaN), largest, largest.shape, scope);
};

function rowKernel(kernel: 'Sum' | 'Max', x: Value, scope: Scope): Value {
  // Sum calls its attribute axis, Max reductionIndices.
  return scope.run(kernel, { x }, { axis: [1], reductionIndices: [1], keepDims: false });
}

/** Reduce neighbouring axes together, one group after the other, from the last to the first. */
function reduceAxes(node: Tensor<'sum' | 'max' | 'logSumExp'>, x: Value, reduce: ReduceRows, scope: Scope): Value {
  let value = x;
  let shape: readonly number[] = node.inputs[0]!.shape;
  for (const { begin, end } of groups(node.attributes.axes, shape)) {
    const [outer, extent, inner] = [product(shape, 0, begin), product(shape, begin, end), product(shape, end)];
    shape = [...shape.slice(0, begin), ...shape.slice(end)];
    value =
      inner === 1
        ? reduce(scope.view(value, [outer, extent]), scope)
        : reduce(scope.view(swapLast(value, [outer, extent, inner], scope), [outer * inner, extent]), scope);
  }
  return value;
}

function swapLast(x: Value, [outer, extent, inner]: readonly [number, number, number], scope: Scope): Value {
  return outer === 1
    ? scope.run('Transpose', { x: scope.view(x, [extent, inner]) }, { perm: [1, 0] })
    : scope.run('Transpose', { x: scope.view(x, [outer, extent, inner]) }, { perm: [0, 2, 1] });
}

function groups(axes: readonly number[], shape: Shape): { begin: number; end: number }[] {
  const found: { begin: number; end: number }[] = [];
  for (const axis of axes.toReversed()) {
    const last = found.at(-1);
    if (last !== undefined && product(shape, axis + 1, last.begin) === 1) last.begin = axis;
    else found.push({ begin: axis, end: axis + 1 });
  }
  return found;
}

function product(shape: Shape, begin: number, end: number = shape.length): number {
  return shape.slice(begin, end).reduce((size, extent) => size * extent, 1);
}
