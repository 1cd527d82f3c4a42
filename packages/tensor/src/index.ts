export type { Backend, DeviceTensor, Executable, RunOptions } from './backend/backend.ts';
export { checkDtypes, checkRun } from './backend/check-run.ts';
export { DeviceLoop, type DeviceLoopOptions, type DeviceStepOptions } from './backend/device-loop.ts';
export { evaluate } from './backend/evaluate.ts';
export { ScalarFeed } from './backend/scalar-feed.ts';
export { type DefinedOnly, definedOnly } from './defined-only.ts';
export { type Dtype, dtypes, makeTypedArray, type TypedArray } from './dtype.ts';
export { BackendUnavailableError } from './errors/backend-unavailable-error.ts';
export { ChecksumError } from './errors/checksum-error.ts';
export { ConvergenceError } from './errors/convergence-error.ts';
export { DeviceLostError } from './errors/device-lost-error.ts';
export { DomainError } from './errors/domain-error.ts';
export { DtypeError } from './errors/dtype-error.ts';
export { type ErrorWithCode, hasErrorCode, isNopriorError } from './errors/error-code.ts';
export { FormatError } from './errors/format-error.ts';
export { NopriorError } from './errors/noprior-error.ts';
export { quoteText } from './errors/quote-text.ts';
export { ShapeError } from './errors/shape-error.ts';
export { SystemError } from './errors/system-error.ts';
export { advice, argument, joinWordings, startAnew, Wording, type WordingPart, wording } from './errors/wording.ts';
export { gradients } from './graph/gradients.ts';
export { type Graph, makeGraph, mapRecord, type TensorSpec, trace } from './graph/graph.ts';
export { freeAfter } from './graph/liveness.ts';
export type { OpRule } from './graph/op-rule.ts';
export { opRules } from './graph/op-rules.ts';
export { repeatStep } from './graph/repeat-step.ts';
export { simplify } from './graph/simplify.ts';
export { type SplitGraph, splitGraph } from './graph/split-graph.ts';
export type { OpAttributes, Operand, OpName, ReductionAttributes, Tensor } from './graph/tensor.ts';
export { type ValueAndGradOptions, valueAndGrad } from './graph/value-and-grad.ts';

export {
  fillHostTensor,
  fromNested,
  type HostTensor,
  makeHostTensor,
  type NestedNumbers,
  toHostDtype,
} from './host-tensor.ts';
export { abs } from './ops/abs.ts';
export { add } from './ops/add.ts';
export { broadcastTo } from './ops/broadcast-to.ts';
export { clip } from './ops/clip.ts';
export { concat } from './ops/concat.ts';
export { constant, fill, scalar, scalarValue, toTensor } from './ops/constant.ts';
export { div } from './ops/div.ts';
export type { ElementwiseOp } from './ops/elementwise.ts';
export { equal } from './ops/equal.ts';
export { exp } from './ops/exp.ts';
export { gatherRows } from './ops/gather-rows.ts';
export { greater } from './ops/greater.ts';
export { greaterEqual } from './ops/greater-equal.ts';
export { log } from './ops/log.ts';
export { logSumExp } from './ops/log-sum-exp.ts';
export { type MatmulOptions, matmul } from './ops/matmul.ts';
export { max } from './ops/max.ts';
export { maximum } from './ops/maximum.ts';
export { mean } from './ops/mean.ts';
export { minimum } from './ops/minimum.ts';
export { mul } from './ops/mul.ts';
export { neg } from './ops/neg.ts';
export type { ReductionOptions } from './ops/reduction.ts';
export { relu } from './ops/relu.ts';
export { reshape } from './ops/reshape.ts';
export { sigmoid } from './ops/sigmoid.ts';
export { slice } from './ops/slice.ts';
export { softplus } from './ops/softplus.ts';
export { sqrt } from './ops/sqrt.ts';
export { square } from './ops/square.ts';
export { step } from './ops/step.ts';
export { stopGradient } from './ops/stop-gradient.ts';
export { sub } from './ops/sub.ts';
export { sum } from './ops/sum.ts';
export { surrogateRelu } from './ops/surrogate-relu.ts';
export { transpose } from './ops/transpose.ts';
export { where } from './ops/where.ts';
export { type ProgressLook, TimeLeft, type TimeLeftEnds } from './progress/time-left.ts';
export { makeRandom, type Random } from './random/random.ts';
export { broadcastShapes, formatShape, type Shape, sameShape, sizeOf, stridesOf } from './shape.ts';
