import { inputLayers, parameterSpecs, parameters, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, evaluate, type HostTensor, type Tensor, trace } from '@noprior/tensor';
import { patternPath } from '../pattern-path.ts';

/** Numbers of a path, see `PatternPath`. */
export interface PathValues {
  /** z of every hidden layer, [n, units] */
  readonly preActivations: readonly HostTensor[];
  /** u of every hidden layer, [n, units] or [n, k, units] */
  readonly slopes: readonly HostTensor[];
  /** v . grad_x Phi, [n] or [n, k] */
  readonly logitSlopes: HostTensor;
}

/** Compile and run `patternPath` once; everything in float64. */
export async function evaluatePath(
  backend: Backend,
  network: ReluNetwork,
  x: HostTensor,
  directions: HostTensor,
): Promise<PathValues> {
  const hidden = network.layers.slice(0, -1);
  const specs = {
    ...parameterSpecs(network),
    x: { shape: x.shape, dtype: x.dtype },
    directions: { shape: directions.shape, dtype: directions.dtype },
  };
  const graph = trace(specs, (inputs) => {
    const path = patternPath(inputLayers(network, inputs), inputs.x!, inputs.directions!);
    const outputs: Record<string, Tensor> = { logitSlopes: path.logitSlopes };
    hidden.forEach((_, index) => {
      outputs[`z.${index}`] = path.preActivations[index]!;
      outputs[`u.${index}`] = path.slopes[index]!;
    });
    return outputs;
  });
  const read = await evaluate(backend, graph, { ...parameters(network), x, directions });
  return {
    preActivations: hidden.map((_, index) => read[`z.${index}`]!),
    slopes: hidden.map((_, index) => read[`u.${index}`]!),
    logitSlopes: read.logitSlopes!,
  };
}

/** Hidden slopes that are kept in memory at a time. */
const elementsAtOnce = 4_000_000;

/** How many points fit into one call of {@link evaluatePath} with k directions each. */
export function pointsAtOnce(network: ReluNetwork, directionsPerPoint: number): number {
  const widths = network.layers.map(({ weight }) => weight.shape[1]!);
  const total = widths.reduce((sum, width) => sum + width, 0);
  return Math.max(1, Math.floor(elementsAtOnce / (total * directionsPerPoint)));
}
