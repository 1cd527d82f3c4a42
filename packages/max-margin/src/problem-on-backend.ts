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
  type HostTensor,
  makeHostTensor,
  toHostDtype,
} from '@noprior/tensor';
import { DevicePoints } from './device-points.ts';
import type { NormalizedPoint } from './normalized-point.ts';
import { type ReducedProblem, reduceToSpan } from './reduce-to-span.ts';
import { compileRefinePrograms, type RefinePrograms } from './refine-programs.ts';
import { scaledArray, scaledTensor } from './scaled-tensor.ts';

/** Compile the max-margin problem of a network's architecture and a data set on a backend. The first layer is written in
 * coordinates of the span of the data. */
export async function openProblem(
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
): Promise<ProblemOnBackend> {
  const reduced = reduceToSpan(network, toHostDtype(data.x, 'float64'));
  const labels = Float64Array.from(data.y.data);
  const programs = await compileRefinePrograms(backend, reduced.network, labels.length);
  const products = await makeGramProducts(backend, {
    count: labels.length,
    units: reduced.network.layers.map(({ weight }) => weight.shape[0]!),
  });
  const x = await backend.upload(reduced.x);
  return new ProblemOnBackend({ backend, reduced, labels, programs, products, x });
}

/** What {@link openProblem} has made; the problem disposes of it. */
interface ProblemParts {
  readonly backend: Backend;
  readonly reduced: ReducedProblem;
  readonly labels: Float64Array;
  readonly programs: RefinePrograms;
  readonly products: GramProducts;
  /** [n, r] */
  readonly x: DeviceTensor;
}

/** A compiled max-margin problem: what a solver may ask for. Points live on the device; a point is freed by `keepOnly`. */
export class ProblemOnBackend {
  readonly labels: Float64Array;
  readonly products: GramProducts;
  readonly #parts: ProblemParts;
  readonly #points: DevicePoints;

  constructor(parts: ProblemParts) {
    const { backend, reduced, labels, products, x } = parts;
    this.labels = labels;
    this.products = products;
    this.#parts = parts;
    this.#points = new DevicePoints(backend, x, labels, reduced.network.layers.length);
  }

  /** The given network, its smallest margin brought to 1.
   *
   * @throws {DomainError} if it is wrong about a sample */
  async start(): Promise<NormalizedPoint> {
    const { backend, reduced, programs } = this.#parts;
    const inputs: Record<string, DeviceTensor> = {};
    for (const [name, tensor] of Object.entries(parameters(reduced.network))) {
      const uploaded = await backend.upload(tensor);
      inputs[`a.${name}`] = uploaded;
      inputs[`b.${name}`] = uploaded;
    }
    const { point } = await this.#points.run(programs.combine, inputs, { alpha: 1, beta: 0 });
    this.#points.release(Object.values(inputs));
    if (point !== undefined) return point;
    throw new DomainError(
      'refineToKkt: the network is wrong about a sample (some y_i Phi(x_i) <= 0), so no multiple of it is feasible; train it further first',
    );
  }

  /** theta - step R with `R = theta - sum_i lambda_i y_i g_i` at a state, and ||R||. No point where it is wrong about a sample. */
  async descend(
    at: NormalizedPoint,
    { weighted }: ClarkeState,
    step: number,
  ): Promise<{ readonly point: NormalizedPoint | undefined; readonly residual: number }> {
    const { backend, labels, programs } = this.#parts;
    const derivatives: Record<string, DeviceTensor> = {};
    for (const [layer, D] of weighted.entries()) {
      derivatives[`D.${layer}`] = await backend.upload(makeHostTensor(D, [labels.length, D.length / labels.length]));
    }
    const inputs = { ...at.parameters, ...derivatives };
    const { point, squared } = await this.#points.run(programs.descend, inputs, { scale: at.scale, step });
    this.#points.release(Object.values(derivatives));
    return { point, residual: Math.sqrt(squared!) };
  }

  /** current + momentum (current - previous), no point where that is wrong about a sample. */
  async extrapolate(
    current: NormalizedPoint,
    previous: NormalizedPoint,
    momentum: number,
  ): Promise<NormalizedPoint | undefined> {
    const inputs: Record<string, DeviceTensor> = {};
    for (const [name, tensor] of Object.entries(current.parameters)) inputs[`a.${name}`] = tensor;
    for (const [name, tensor] of Object.entries(previous.parameters)) inputs[`b.${name}`] = tensor;
    const { point } = await this.#points.run(this.#parts.programs.combine, inputs, {
      alpha: (1 + momentum) * current.scale,
      beta: -momentum * previous.scale,
    });
    return point;
  }

  /** What the multipliers and selections at a point depend on. */
  async clarkeSystem(at: NormalizedPoint, kinkTolerance: number): Promise<ClarkeSystem> {
    const { backend, reduced, labels } = this.#parts;
    const weights: Float64Array[] = [new Float64Array(0)];
    for (let layer = 1; layer < reduced.network.layers.length; layer++) {
      const { data } = await backend.read(at.parameters[`layers.${layer}.weight`]!);
      weights.push(scaledArray(data, at.scale));
    }
    return toClarkeSystem(at.quantities, weights, labels, kinkTolerance);
  }

  /** The network of a point, in the coordinates of the data. */
  async readNetwork(at: NormalizedPoint): Promise<ReluNetwork> {
    const { backend, reduced } = this.#parts;
    const read: Record<string, HostTensor> = {};
    for (const [name, tensor] of Object.entries(at.parameters)) {
      read[name] = scaledTensor(await backend.read(tensor), at.scale);
    }
    return reduced.expand(withParameters(reduced.network, read));
  }

  /** Free all points but these. */
  keepOnly(points: readonly NormalizedPoint[]): void {
    this.#points.keepOnly(points);
  }

  async dispose(): Promise<void> {
    const { backend, programs, products, x } = this.#parts;
    this.#points.keepOnly([]);
    backend.release(x);
    await products.dispose();
    await programs.dispose();
  }
}
