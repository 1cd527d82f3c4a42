import { type Candidates, gramSystem } from '@noprior/kkt-loss';
import { constantLayers } from '@noprior/relu-models';
import { add, type Backend, type Dtype, evaluate, simplify, type Tensor, toHostDtype, trace } from '@noprior/tensor';
import type { CandidateUpdateContext } from './candidate-update.ts';

/** Inner products of signed sample gradients, all parameters together. */
export interface SampleGram {
  /** [n * n]  K_ij = <y_i g_i, y_j g_j>, row-major */
  readonly gram: Float64Array;
  /** [n]  t_i = <theta, y_i g_i> */
  readonly target: Float64Array;
}

/** The Gram system of points, with the surrogate derivative of this iteration, in the finest dtype that the backend
 * has. */
export async function sampleGram(
  { x, y }: Pick<Candidates, 'x' | 'y'>,
  { backend, network, alpha }: CandidateUpdateContext,
): Promise<SampleGram> {
  const dtype = finestDtype(backend);
  const graph = trace({ x: { shape: x.shape, dtype }, y: { shape: y.shape, dtype } }, (points) => {
    const terms = Object.values(gramSystem(constantLayers(network, dtype), points, { alpha }));
    const sumOf = (tensors: Tensor[]): Tensor => tensors.reduce((total, tensor) => add(total, tensor));
    return { gram: sumOf(terms.map(({ gram }) => gram)), target: sumOf(terms.map(({ target }) => target)) };
  });
  const read = await evaluate(backend, simplify(graph), { x: toHostDtype(x, dtype), y: toHostDtype(y, dtype) });
  return { gram: Float64Array.from(read.gram!.data), target: Float64Array.from(read.target!.data) };
}

/** float64 where the backend offers it. */
export function finestDtype(backend: Backend): Dtype {
  return backend.dtypes.includes('float64') ? 'float64' : 'float32';
}
