import {
  type ClarkeState,
  type ClarkeSystem,
  type GramProducts,
  makeGramProducts,
  toClarkeSystem,
} from '@noprior/clarke-residual';
import { type LabelledData, parameters, type ReluNetwork, withParameters } from '@noprior/relu-models';
import {
  type Backend,
  type DeviceTensor,
  DomainError,
  type Executable,
  type HostTensor,
  makeHostTensor,
  toHostDtype,
} from '@noprior/tensor';
import { type NormalizedPoint, normalize } from './normalized-point.ts';
import { reduceToSpan } from './reduce-to-span.ts';
import { compileRefinePrograms } from './refine-programs.ts';
import { scaledArray, scaledTensor } from './scaled-tensor.ts';

/** The max-margin problem of a network's architecture and a data set, compiled on a backend: what a solver may ask for.
 * Points live on the device; a point is freed by `keepOnly`. */
export interface ProblemOnBackend {
  readonly labels: Float64Array;
  readonly products: GramProducts;
  /** The given network, its smallest margin brought to 1.
   *
   * @throws {DomainError} if it is wrong about a sample */
  start(): Promise<NormalizedPoint>;
  /** theta - step R with `R = theta - sum_i lambda_i y_i g_i` at a state, and ||R||. No point where it is wrong about a sample. */
  descend(
    at: NormalizedPoint,
    state: ClarkeState,
    step: number,
  ): Promise<{ readonly point: NormalizedPoint | undefined; readonly residual: number }>;
  /** current + momentum (current - previous), no point where that is wrong about a sample. */
  extrapolate(
    current: NormalizedPoint,
    previous: NormalizedPoint,
    momentum: number,
  ): Promise<NormalizedPoint | undefined>;
  /** What the multipliers and selections at a point depend on. */
  clarkeSystem(at: NormalizedPoint, kinkTolerance: number): Promise<ClarkeSystem>;
  /** The network of a point, in the coordinates of the data. */
  readNetwork(at: NormalizedPoint): Promise<ReluNetwork>;
  /** Free all points but these. */
  keepOnly(points: readonly NormalizedPoint[]): void;
  dispose(): Promise<void>;
}

/** Compile the problem. The first layer is written in coordinates of the span of the data. */
export async function openProblem(
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
): Promise<ProblemOnBackend> {
  const reduced = reduceToSpan(network, toHostDtype(data.x, 'float64'));
  const { layers } = reduced.network;
  const labels = Float64Array.from(data.y.data);
  const count = labels.length;
  const programs = await compileRefinePrograms(backend, reduced.network, count);
  const products = await makeGramProducts(backend, {
    count,
    units: layers.map(({ weight }) => weight.shape[0]!),
  });
  const x = await backend.upload(reduced.x);
  const points = new Set<NormalizedPoint>();
  const releaseAll = (tensors: Iterable<DeviceTensor>): void => {
    for (const tensor of new Set(tensors)) backend.release(tensor);
  };

  /** Run a program, read what is no parameter, and bring the smallest margin to 1. */
  async function run(
    program: Executable,
    inputs: Readonly<Record<string, DeviceTensor>>,
    scalars: Readonly<Record<string, number>>,
  ): Promise<{ point: NormalizedPoint | undefined; squared: number | undefined }> {
    const uploaded: Record<string, DeviceTensor> = {};
    for (const [name, value] of Object.entries(scalars)) {
      uploaded[name] = await backend.upload(makeHostTensor([value], []));
    }
    const outputs = await program.run({ ...inputs, ...uploaded, x });
    releaseAll(Object.values(uploaded));
    const kept: Record<string, DeviceTensor> = {};
    const read: Record<string, HostTensor> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      if (name.startsWith('layers.')) kept[name] = tensor;
      else read[name] = await backend.read(tensor);
    }
    releaseAll(Object.keys(read).map((name) => outputs[name]!));
    const squared = read.squared?.data[0];
    const normalized = normalize(read, layers.length, labels);
    if (normalized === undefined) {
      releaseAll(Object.values(kept));
      return { point: undefined, squared };
    }
    const point = { parameters: kept, ...normalized };
    points.add(point);
    return { point, squared };
  }

  function keepOnly(kept: readonly NormalizedPoint[]): void {
    for (const point of points) {
      if (kept.includes(point)) continue;
      points.delete(point);
      releaseAll(Object.values(point.parameters));
    }
  }

  return {
    labels,
    products,
    async start() {
      const inputs: Record<string, DeviceTensor> = {};
      for (const [name, tensor] of Object.entries(parameters(reduced.network))) {
        const uploaded = await backend.upload(tensor);
        inputs[`a.${name}`] = uploaded;
        inputs[`b.${name}`] = uploaded;
      }
      const { point } = await run(programs.combine, inputs, { alpha: 1, beta: 0 });
      releaseAll(Object.values(inputs));
      if (point !== undefined) return point;
      throw new DomainError(
        'refineToKkt: the network is wrong about a sample (some y_i Phi(x_i) <= 0), so no multiple of it is feasible; train it further first',
      );
    },
    async descend(at, { weighted }, step) {
      const derivatives: Record<string, DeviceTensor> = {};
      for (const [layer, D] of weighted.entries()) {
        derivatives[`D.${layer}`] = await backend.upload(makeHostTensor(D, [count, D.length / count]));
      }
      const inputs = { ...at.parameters, ...derivatives };
      const { point, squared } = await run(programs.descend, inputs, { scale: at.scale, step });
      releaseAll(Object.values(derivatives));
      return { point, residual: Math.sqrt(squared!) };
    },
    async extrapolate(current, previous, momentum) {
      const inputs: Record<string, DeviceTensor> = {};
      for (const [name, tensor] of Object.entries(current.parameters)) inputs[`a.${name}`] = tensor;
      for (const [name, tensor] of Object.entries(previous.parameters)) inputs[`b.${name}`] = tensor;
      const { point } = await run(programs.combine, inputs, {
        alpha: (1 + momentum) * current.scale,
        beta: -momentum * previous.scale,
      });
      return point;
    },
    async clarkeSystem(at, kinkTolerance) {
      const weights: Float64Array[] = [new Float64Array(0)];
      for (let layer = 1; layer < layers.length; layer++) {
        const { data } = await backend.read(at.parameters[`layers.${layer}.weight`]!);
        weights.push(scaledArray(data, at.scale));
      }
      return toClarkeSystem(at.quantities, weights, labels, kinkTolerance);
    },
    async readNetwork(at) {
      const read: Record<string, HostTensor> = {};
      for (const [name, tensor] of Object.entries(at.parameters)) {
        read[name] = scaledTensor(await backend.read(tensor), at.scale);
      }
      return reduced.expand(withParameters(reduced.network, read));
    },
    keepOnly,
    async dispose() {
      keepOnly([]);
      backend.release(x);
      await products.dispose();
      await programs.dispose();
    },
  };
}
