export { type Dtype, dtypes, makeTypedArray, type TypedArray, toDtype } from './dtype.ts';
export { BackendUnavailableError } from './errors/backend-unavailable-error.ts';
export { ChecksumError } from './errors/checksum-error.ts';
export { ConvergenceError } from './errors/convergence-error.ts';
export { DomainError } from './errors/domain-error.ts';
export { DtypeError } from './errors/dtype-error.ts';
export { FormatError } from './errors/format-error.ts';
export { NopriorError } from './errors/noprior-error.ts';
export { ShapeError } from './errors/shape-error.ts';
export {
  fillHostTensor,
  fromNested,
  type HostTensor,
  makeHostTensor,
  type NestedNumbers,
  toHostDtype,
} from './host-tensor.ts';
export { makeRandom, type Random } from './random/random.ts';
export { broadcastShapes, formatShape, normalizeAxes, type Shape, sameShape, sizeOf, stridesOf } from './shape.ts';
