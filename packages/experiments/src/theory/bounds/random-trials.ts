import { type Candidates, residualTensors } from '@noprior/kkt-loss';
import { dot, norm, projectOntoComplement, rowOf, stackRows } from '@noprior/linear-algebra';
import {
  hiddenSizes,
  inputLayers,
  logits,
  makeNetwork,
  parameterSpecs,
  parameters,
  type ReluNetwork,
} from '@noprior/relu-models';
import { type Backend, evaluate, type HostTensor, makeHostTensor, type Random, trace } from '@noprior/tensor';
import { deltaAlmostKktLimit, distanceAlmostKktBound, nearSubspaceBound, splitRadius } from '@noprior/transforms';

/** A bound beside what was measured. */
export interface TrialOutcome {
  /** Hidden layers of the network. */
  readonly depth: number;
  /** What the theorem promises: a radius, or for delta the largest split that passes. */
  readonly predicted: number;
  /** What was found: the radius of the ratio test, or the largest split that the network's own margins let pass. */
  readonly measured: number;
}

/** Data small along one direction; v the right singular vector of the smallest singular value. */
export async function nearSubspaceTrial(backend: Backend, random: Random): Promise<TrialOutcome> {
  const d = random.integer(2, 7);
  const x = random.normalTensor([random.integer(d, d + 4), d], 1);
  const thin = unit(random.normalTensor([d], 1).data);
  const shrink = 1 - 10 ** (-12 * random.uniform());
  const rows = Array.from({ length: x.shape[0]! }, (_, i) => {
    const row = rowOf(x, i);
    const part = shrink * dot(row, thin);
    return row.map((value, j) => value - part * thin[j]!);
  });
  const { network, candidates } = await randomKkt(backend, random, stackRows(rows, d));
  const { points, direction } = await nearSubspaceBound(backend, network, candidates, { scale: 'sum' });
  return compare(backend, random, network, candidates, points, direction.vector);
}

/** Fewer points than coordinates; v random in the complement of their span. */
export async function distanceTrial(backend: Backend, random: Random): Promise<TrialOutcome> {
  const d = random.integer(2, 8);
  const x = random.normalTensor([random.integer(1, d), d], 1);
  const { network, candidates } = await randomKkt(backend, random, x);
  const { points, span } = await distanceAlmostKktBound(backend, network, candidates, { scale: 'sum' });
  const v = unit(projectOntoComplement(span, random.normalTensor([1, d], 1)).data);
  return compare(backend, random, network, candidates, points, makeHostTensor(v, [d]));
}

/** A split of one point, with as much delta as some place inside its cell needs. */
export async function deltaTrial(backend: Backend, random: Random): Promise<TrialOutcome> {
  const d = random.integer(1, 6);
  const network = randomNetwork(random, d);
  const depth = hiddenSizes(network).length;
  const x = random.normalTensor([1, d], 1);
  const direction = random.normalTensor([1, d], 1);
  const [pair] = (await splitRadius(backend, network, x, direction)).pairs;
  const reach = Math.min(pair!.radius, 1e3);
  const y = random.uniform() < 0.5 ? -1 : 1;
  const ratio = 10 ** (2 * random.uniform() - 1);
  const lambda = 0.1 + random.uniform();
  const slack = random.uniform() < 0.3 ? 0 : random.uniform();
  const cell = reach / Math.max(1, ratio);
  const slope = y * pair!.logitSlope;
  const share = slope > 0 ? ratio / (1 + ratio) : 1 / (1 + ratio);
  const growth = slope > 0 ? slope : -ratio * slope;
  const delta = lambda * Math.max(slack, share * (slack + growth * cell * random.uniform()));
  const limit = deltaAlmostKktLimit({ lambda, slack, slope, delta, ratio });
  const margin = y * (await logits(backend, network, x)).data[0]!;
  /** The largest slackness product of both halves at each a, from the margins of the points themselves. */
  const products = async (steps: readonly number[]): Promise<number[]> => {
    const point = rowOf(x, 0);
    const along = rowOf(direction, 0);
    const halves = steps.flatMap((a) => [
      point.map((value, j) => value + a * along[j]!),
      point.map((value, j) => value - ratio * a * along[j]!),
    ]);
    const q = (await logits(backend, network, stackRows(halves, d))).data;
    return steps.map((_, k) =>
      Math.max(
        lambda * (ratio / (1 + ratio)) * (slack + y * q[2 * k]! - margin),
        (lambda / (1 + ratio)) * (slack + y * q[2 * k + 1]! - margin),
      ),
    );
  };
  // Passing steps are an interval from 0, since delta is at least lambda slack here.
  let [low, high] = [0, cell];
  for (let round = 0; round < 8; round++) {
    const steps = Array.from({ length: 33 }, (_, k) => low + ((high - low) * k) / 32);
    const found = await products(steps);
    const first = found.findIndex((product) => product > delta * (1 + 1e-12));
    if (first < 0) {
      low = high;
      break;
    }
    if (first === 0) break;
    [low, high] = [steps[first - 1]!, steps[first]!];
  }
  return { depth, predicted: Math.min(limit.a, cell), measured: low };
}

async function compare(
  backend: Backend,
  random: Random,
  network: ReluNetwork,
  { x }: Candidates,
  bounds: readonly { readonly radius: number }[],
  v: HostTensor,
): Promise<TrialOutcome> {
  const point = random.integer(0, x.shape[0]!);
  const row = makeHostTensor(rowOf(x, point), [1, x.shape[1]!]);
  const [pair] = (await splitRadius(backend, network, row, makeHostTensor(v.data, row.shape))).pairs;
  return { depth: hiddenSizes(network).length, predicted: bounds[point]!.radius, measured: pair!.radius };
}

/** Random candidates, and a network whose first layer is moved towards what they explain. */
async function randomKkt(backend: Backend, random: Random, x: HostTensor) {
  const [count, d] = x.shape as readonly [number, number];
  const candidates: Candidates = {
    x,
    lambda: random.uniformTensor([count], 0, 2),
    y: makeHostTensor(
      Array.from({ length: count }, () => (random.uniform() < 0.5 ? -1 : 1)),
      [count],
    ),
  };
  const left = 10 ** (-12 * random.uniform());
  const drawn = randomNetwork(random, d);
  let network = drawn;
  // The sum depends on the patterns, which depend on the layer: a few rounds settle most of them.
  for (let round = 0; round < 8; round++) {
    const residual = await firstLayerResidual(backend, network, candidates);
    const [first, ...above] = network.layers;
    const weight = first!.weight.data.map(
      (value, index) => value - residual.data[index]! + left * drawn.layers[0]!.weight.data[index]!,
    );
    network = { ...network, layers: [{ ...first!, weight: makeHostTensor(weight, residual.shape) }, ...above] };
  }
  return { network, candidates };
}

/** [m, d] R_1 = W_1 - sum_i lambda_i y_i delta_i x_i^T */
async function firstLayerResidual(
  backend: Backend,
  network: ReluNetwork,
  { x, lambda, y }: Candidates,
): Promise<HostTensor> {
  const dtype = 'float64';
  const specs = {
    ...parameterSpecs(network),
    x: { shape: x.shape, dtype },
    lambda: { shape: lambda.shape, dtype },
    y: { shape: y.shape, dtype },
  } as const;
  const graph = trace(specs, (inputs) => {
    const points = { x: inputs.x!, lambda: inputs.lambda!, y: inputs.y! };
    const { residual } = residualTensors(inputLayers(network, inputs), points);
    return { residual: residual['layers.0.weight']! };
  });
  return (await evaluate(backend, graph, { ...parameters(network), x, lambda, y })).residual!;
}

function randomNetwork(random: Random, inputSize: number): ReluNetwork {
  const hidden = Array.from({ length: random.integer(1, 4) }, () => random.integer(1, 7));
  const bias = (['none', 'first', 'all'] as const)[random.integer(0, 3)]!;
  return makeNetwork({ inputSize, hiddenSizes: hidden, seed: random.integer(0, 2 ** 31), bias, dtype: 'float64' });
}

function unit(vector: ArrayLike<number>): Float64Array {
  const length = norm(vector);
  return Float64Array.from(vector, (value) => value / length);
}
