import { type DataSpan, type SpanOptions, spanOf } from '@noprior/linear-algebra';
import { checkBinaryNetwork, constantLayers, hiddenSizes, parameters, type ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  DomainError,
  definedOnly,
  evaluate,
  formatShape,
  type HostTensor,
  mul,
  ShapeError,
  sameShape,
  simplify,
  type TensorSpec,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import { type Candidates, checkCandidates } from './candidates.ts';
import { type InitialPart, initialPart } from './initial-part.ts';
import { orthogonalPart, withColumn } from './orthogonal-part.ts';
import { sumOfSquares } from './parameter-norm.ts';
import { residualTensors } from './residual-tensors.ts';
import { type Scale, scaleFactor } from './scale.ts';

/** What is known besides the candidates. */
export interface DecomposeResidualOptions {
  /** s [n, units] in [0, 1] of every hidden layer, as from `clarkeResidual`; without them the hard derivative. */
  readonly selections?: readonly HostTensor[];
  /** Unit of the multipliers; default `sum`. */
  readonly scale?: Scale;
  /** The network before training. */
  readonly initial?: ReluNetwork;
  /** What counts as a zero singular value of the data. */
  readonly spanTolerance?: SpanOptions['tolerance'];
}

/** What the residual R = theta - sum_i lambda_i y_i g_i of stationarity consists of; all parts are squared. */
export interface ResidualDecomposition {
  /** ||R||^2 = L_stationary */
  readonly squared: number;
  readonly byTensor: Readonly<Record<string, number>>;
  /** Weight and bias together, from the input to the output. */
  readonly byLayer: readonly number[];
  /** Part of the first layer's rows (the bias as their last coordinate, if there is one) orthogonal to the span of the points
   * (with 1 as their last coordinate): no multipliers and no points of that span explain it, and gradient descent does
   * not change it. */
  readonly orthogonalToData: number;
  /** The rest of the first layer. */
  readonly withinData: number;
  /** Rank of the points, with 1 as their last coordinate if the first layer has a bias. */
  readonly rank: number;
  /** If the initial network is given. */
  readonly initial?: InitialPart;
}

/** Split the squared residual of stationarity by tensor, by layer, into what no multipliers can explain, and into what the
 * initial parameters explain, in float64.
 *
 * @throws {ShapeError} if candidates, selections, initial network and network do not fit together
 * @throws {DomainError} for labels outside {-1, +1}, values that are not finite, or selections outside [0, 1]
 * @throws {DtypeError} if the backend does not offer float64
 * @see `docs/theory.md` and {@link spanOf}, on the component that gradient descent never changes
 * @example (await decomposeResidual(openReference(), network, { x, y, lambda })).orthogonalToData
 */
export async function decomposeResidual(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  options: DecomposeResidualOptions = {},
): Promise<ResidualDecomposition> {
  checkBinaryNetwork(network);
  checkCandidates(network, candidates);
  const { selections, initial, scale = 'sum' } = options;
  if (selections !== undefined) checkSelections(network, candidates.x.shape[0]!, selections);
  if (initial !== undefined) checkInitial(network, initial);
  const residual = await readResidual(backend, network, candidates, selections, scale);
  const byTensor: Record<string, number> = {};
  for (const [name, tensor] of Object.entries(residual)) byTensor[name] = sumOfSquares(tensor);
  const byLayer = network.layers.map(
    (_, layer) => byTensor[`layers.${layer}.weight`]! + (byTensor[`layers.${layer}.bias`] ?? 0),
  );
  const weight = residual['layers.0.weight']!;
  const bias = residual['layers.0.bias'];
  const span = spanOfInputs(candidates.x, bias !== undefined, options.spanTolerance);
  const orthogonal = orthogonalPart(span, bias === undefined ? { weight } : { weight, bias });
  const orthogonalToData = sumOfSquares(orthogonal);
  const squared = byLayer.reduce((total, part) => total + part, 0);
  return {
    squared,
    byTensor,
    byLayer,
    orthogonalToData,
    withinData: Math.max(0, byLayer[0]! - orthogonalToData),
    rank: span.rank,
    ...(initial === undefined ? {} : { initial: initialPart(initial, residual, span, orthogonal) }),
  };
}

async function readResidual(
  backend: Backend,
  network: ReluNetwork,
  { x, y, lambda }: Candidates,
  selections: readonly HostTensor[] | undefined,
  scale: Scale,
): Promise<Record<string, HostTensor>> {
  const dtype = 'float64';
  const given: Record<string, HostTensor> = { x, y, lambda };
  for (const [layer, s] of (selections ?? []).entries()) given[`s.${layer}`] = s;
  const specs: Record<string, TensorSpec> = {};
  for (const [name, { shape }] of Object.entries(given)) specs[name] = { shape, dtype };
  const graph = trace(specs, (inputs) => {
    const multipliers = mul(inputs.lambda!, scaleFactor(scale, x.shape[0]!));
    const { residual } = residualTensors(
      constantLayers(network, dtype),
      { x: inputs.x!, y: inputs.y!, lambda: multipliers },
      selections?.map((_, layer) => inputs[`s.${layer}`]!),
    );
    return { ...residual };
  });
  const inputs: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(given)) inputs[name] = toHostDtype(tensor, dtype);
  return await evaluate(backend, simplify(graph), inputs);
}

/** Span of the points, or of (x_i, 1). */
function spanOfInputs(x: HostTensor, hasBias: boolean, tolerance: number | undefined): DataSpan {
  const inputs = hasBias ? withColumn(x, new Float64Array(x.shape[0]!).fill(1)) : x;
  return spanOf(inputs, definedOnly({ tolerance }));
}

function checkSelections(network: ReluNetwork, count: number, selections: readonly HostTensor[]): void {
  const widths = hiddenSizes(network);
  if (selections.length !== widths.length) {
    throw new ShapeError(
      `decomposeResidual: ${selections.length} selections for ${widths.length} hidden layers; give one for each`,
    );
  }
  for (const [layer, { shape, data }] of selections.entries()) {
    if (!sameShape(shape, [count, widths[layer]!])) {
      throw new ShapeError(
        `decomposeResidual: selection ${layer} has shape ${formatShape(shape)}, expected [${count}, ${widths[layer]}]`,
      );
    }
    const index = data.findIndex((value: number) => !(value >= 0 && value <= 1));
    if (index >= 0) {
      throw new DomainError(
        `decomposeResidual: selection ${layer} has the value ${data[index]} at position ${index}; derivatives of ReLU are in [0, 1]`,
      );
    }
  }
}

function checkInitial(network: ReluNetwork, initial: ReluNetwork): void {
  checkBinaryNetwork(initial);
  const before = parameters(initial);
  const now = parameters(network);
  for (const name of new Set([...Object.keys(now), ...Object.keys(before)])) {
    if (before[name] !== undefined && now[name] !== undefined && sameShape(before[name].shape, now[name].shape))
      continue;
    throw new ShapeError(
      `decomposeResidual: the initial network has ${describe(before[name])} for ${name}, the network ${describe(now[name])}; give the network before training`,
    );
  }
}

function describe(tensor: HostTensor | undefined): string {
  return tensor === undefined ? 'no tensor' : formatShape(tensor.shape);
}
