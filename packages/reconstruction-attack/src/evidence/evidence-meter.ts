import type { Candidates, ObjectiveKind } from '@noprior/kkt-loss';
import { invertPositiveDefinite } from '@noprior/linear-algebra';
import { constantLayers, type ReluNetwork } from '@noprior/relu-models';
import {
  add,
  type Backend,
  type DeviceTensor,
  type Dtype,
  type Executable,
  type Graph,
  type HostTensor,
  matmul,
  mul,
  type Shape,
  simplify,
  square,
  sub,
  sum,
  type Tensor,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import type { EvidenceForm } from './evidence-form.ts';
import { evidenceGramParts } from './evidence-gram-parts.ts';
import { evidenceParts } from './evidence-parts.ts';

/** How well points and multipliers explain a first layer. */
export interface FirstLayerEvidence {
  /** fit + occam: -2 log density of the first layer, up to a constant that depends on its size alone. Lower is
   * better. */
  readonly value: number;
  /** sum_j r_j^T C^-1 r_j; about m e where the law holds */
  readonly fit: number;
  /** m log det C - m e log sigma^2 */
  readonly occam: number;
}

/** What a meter measures. */
export interface EvidenceMeterOptions {
  readonly form: EvidenceForm;
  readonly misfit: number;
  /** Sharpness of the surrogate derivative; hard if left out. */
  readonly alpha?: number | undefined;
  readonly objective: ObjectiveKind;
  readonly dtype: Dtype;
}

type Shapes = { readonly [Name in keyof Candidates]: Shape };

/** Measures the evidence of candidates again and again: {@link firstLayerEvidence} with its program compiled once. */
export class EvidenceMeter {
  readonly #backend: Backend;
  readonly #program: Executable;
  readonly #dtype: Dtype;
  readonly #neurons: number;

  private constructor(backend: Backend, program: Executable, dtype: Dtype, neurons: number) {
    this.#backend = backend;
    this.#program = program;
    this.#dtype = dtype;
    this.#neurons = neurons;
  }

  /** Compile the program for candidates of these shapes.
   *
   * @throws {ShapeError} if they do not fit the network
   * @throws {DtypeError} if the backend does not offer the dtype
   */
  static async open(
    backend: Backend,
    network: ReluNetwork,
    shapes: Shapes,
    options: EvidenceMeterOptions,
  ): Promise<EvidenceMeter> {
    const program = await backend.compile(meterGraph(network, shapes, options));
    return new EvidenceMeter(backend, program, options.dtype, network.layers[0]!.weight.shape[0]!);
  }

  /** @param noise  sigma, in weight units
   * @throws {ConvergenceError} if S S^T + sigma^2 I is not finite, or not positive definite in float64 */
  async measure(candidates: Candidates, noise: number): Promise<FirstLayerEvidence> {
    const { gram, energy, explained } = await this.#run(candidates);
    const count = gram.shape[0]!;
    const variance = noise ** 2;
    const matrix = Float64Array.from(gram.data);
    for (let i = 0; i < count; i++) matrix[i * count + i]! += variance;
    const { inverse, logDeterminant } = invertPositiveDefinite(matrix, count);
    let forgiven = 0;
    for (const [at, value] of inverse.entries()) forgiven += value * explained.data[at]!;
    const fit = (energy.data[0]! - forgiven) / variance;
    const occam = this.#neurons * (logDeterminant - count * Math.log(variance));
    return { value: fit + occam, fit, occam };
  }

  async dispose(): Promise<void> {
    await this.#program.dispose();
  }

  async #run({ x, lambda, y }: Candidates): Promise<Record<'gram' | 'energy' | 'explained', HostTensor>> {
    const inputs: Record<string, DeviceTensor> = {};
    let outputs: Record<string, DeviceTensor> = {};
    try {
      for (const [name, tensor] of Object.entries({ x, lambda, y })) {
        inputs[name] = await this.#backend.upload(toHostDtype(tensor, this.#dtype));
      }
      outputs = await this.#program.run(inputs);
      const read = (name: string) => this.#backend.read(outputs[name]!);
      return { gram: await read('gram'), energy: await read('energy'), explained: await read('explained') };
    } finally {
      const all = [...Object.values(inputs), ...Object.values(outputs)];
      for (const tensor of new Set(all)) this.#backend.release(tensor);
    }
  }
}

/** x, lambda, y -> gram [n, n] = S S^T, energy [] = ||R||^2, explained [n, n] = S R^T R S^T, all of the residual that
 * meets the inverse. */
function meterGraph(
  network: ReluNetwork,
  { x, lambda, y }: Shapes,
  { form, dtype, ...options }: EvidenceMeterOptions,
): Graph {
  const specs = { x: { shape: x, dtype }, lambda: { shape: lambda, dtype }, y: { shape: y, dtype } };
  const layers = constantLayers(network, dtype);
  const squared = (within: Tensor): Tensor => matmul(within, within, { transposeB: true });
  const graph = trace(specs, (candidates): Record<'gram' | 'energy' | 'explained', Tensor> => {
    if (form === 'direct') {
      const { residual, spread } = evidenceParts(layers, candidates, options);
      return {
        gram: matmul(spread, spread, { transposeB: true }),
        energy: sum(square(residual)),
        explained: squared(matmul(spread, residual, { transposeB: true })),
      };
    }
    const { preActivations, signal, products, gram, within } = evidenceGramParts(layers, candidates, options);
    const { weight, bias } = layers[0]!;
    const own = add(sum(square(weight)), bias === undefined ? 0 : sum(square(bias)));
    const shared = sum(mul(signal, sub(matmul(products, signal), mul(2, preActivations))));
    return { gram, energy: add(own, shared), explained: squared(within) };
  });
  return simplify(graph);
}
