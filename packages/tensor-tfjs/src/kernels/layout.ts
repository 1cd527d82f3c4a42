import { type Shape, sizeOf } from '@noprior/tensor';
import type { Scope } from '../scope.ts';
import type { Value } from '../tfjs-modules.ts';
import type { Kernel } from './kernel.ts';

/** Axes in another order: runs of axes that stay together move as one. */
export const transpose: Kernel<'transpose'> = (node, [x], scope) => {
  const { shape } = node.inputs[0]!;
  const runs = runsOf(
    node.attributes.permutation.filter((axis) => shape[axis] !== 1),
    shape,
  );
  const sorted = runs.toSorted((a, b) => a.first - b.first);
  let order = sorted.map((run) => runs.indexOf(run));
  let extents = sorted.map(({ extent }) => extent);
  let value = x!;
  // Bring each run to its place; four axes are enough for any rank.
  for (let place = 0; place < runs.length - 1; place++) {
    if (order.length <= 4) {
      const perm = runs.map((_, target) => order.indexOf(target));
      return scope.run('Transpose', { x: scope.view(value, extents) }, { perm });
    }
    const from = order.indexOf(place);
    if (from !== place) {
      const parts = [sizeOf(extents.slice(0, place)), sizeOf(extents.slice(place, from)), extents[from]!];
      const rest = sizeOf(extents.slice(from + 1));
      value = scope.run('Transpose', { x: scope.view(value, [...parts, rest]) }, { perm: [0, 2, 1, 3] });
      order = [...order.slice(0, place), place, ...order.slice(place, from), ...order.slice(from + 1)];
      extents = [...extents.slice(0, place), extents[from]!, ...extents.slice(place, from), ...extents.slice(from + 1)];
    }
  }
  return value;
};

interface Run {
  readonly first: number;
  last: number;
  extent: number;
}

function runsOf(permutation: readonly number[], shape: Shape): Run[] {
  const runs: Run[] = [];
  for (const axis of permutation) {
    const run = runs.at(-1);
    if (run !== undefined && sizeOf(shape.slice(run.last + 1, axis)) === 1 && axis > run.last) {
      run.last = axis;
      run.extent *= shape[axis]!;
    } else {
      runs.push({ first: axis, last: axis, extent: shape[axis]! });
    }
  }
  return runs;
}

/** Tensors one behind the other; those without elements are left out. */
export const concat: Kernel<'concat'> = (node, inputs, scope) => {
  const { axis } = node.attributes;
  const outer = sizeOf(node.shape.slice(0, axis));
  const parts = inputs
    .filter(({ shape }) => sizeOf(shape) > 0)
    .map((part) => scope.view(part, [outer, sizeOf(part.shape) / outer]));
  return parts.length === 1 ? parts[0]! : scope.run('Concat', parts, { axis: 1 });
};

/** A box of elements, cut along one axis after the other. */
export const slice: Kernel<'slice'> = (node, [x], scope) => {
  const { begin, size } = node.attributes;
  let shape: Shape = node.inputs[0]!.shape;
  let value = x!;
  begin.forEach((start, axis) => {
    const extent = size[axis]!;
    if (extent === shape[axis]) return;
    value = cut(value, { shape, axis, start, extent }, scope);
    shape = shape.with(axis, extent);
  });
  return value;
};

interface Cut {
  readonly shape: Shape;
  readonly axis: number;
  readonly start: number;
  readonly extent: number;
}

function cut(x: Value, { shape, axis, start, extent }: Cut, scope: Scope): Value {
  const outer = sizeOf(shape.slice(0, axis));
  const inner = sizeOf(shape.slice(axis + 1));
  const rows = scope.view(x, [outer, shape[axis]! * inner]);
  return scope.run('Slice', { x: rows }, { begin: [0, start * inner], size: [outer, extent * inner] });
}
