import { clarkeQuantities } from '@noprior/clarke-residual';
import { forward, inputLayers, type LayerTensors, parameterSpecs, type ReluNetwork } from '@noprior/relu-models';
import {
  add,
  type Backend,
  type Executable,
  type Graph,
  matmul,
  mul,
  simplify,
  square,
  sub,
  sum,
  type Tensor,
  type TensorSpec,
  trace,
} from '@noprior/tensor';

/** The programs of a refineToKkt on a backend, in float64. Networks have no bias above the first layer, and none there. */
export interface RefinePrograms {
  /** `a.NAME`, `b.NAME`, `alpha`, `beta` -> `NAME`: alpha a + beta b, with the Clarke quantities there. */
  readonly combine: Executable;
  /** `NAME`, `D.l` [n, units], `scale`, `step` -> with theta' = scale theta and R = theta' - sum_l D_l^T h_l: `NAME`, theta'
   * - step R, with the Clarke quantities there, and `squared` [], ||R||^2. */
  readonly descend: Executable;
  dispose(): Promise<void>;
}

/** @param x  [n, r] */
export async function compileRefinePrograms(
  backend: Backend,
  network: ReluNetwork,
  count: number,
): Promise<RefinePrograms> {
  const combine = await backend.compile(simplify(combineGraph(network, count)));
  const descend = await backend.compile(simplify(descendGraph(network, count)));
  return {
    combine,
    descend,
    async dispose() {
      await combine.dispose();
      await descend.dispose();
    },
  };
}

const dtype = 'float64';

function combineGraph(network: ReluNetwork, count: number): Graph {
  const specs = parameterSpecs(network, dtype);
  const given: Record<string, TensorSpec> = { x: pointsSpec(network, count), alpha: scalarSpec, beta: scalarSpec };
  for (const [name, spec] of Object.entries(specs)) {
    given[`a.${name}`] = spec;
    given[`b.${name}`] = spec;
  }
  return trace(given, (inputs) => {
    const theta: Record<string, Tensor> = {};
    for (const name of Object.keys(specs)) {
      theta[name] = add(mul(inputs.alpha!, inputs[`a.${name}`]!), mul(inputs.beta!, inputs[`b.${name}`]!));
    }
    return { ...theta, ...clarkeQuantities(inputLayers(network, theta), inputs.x!) };
  });
}

function descendGraph(network: ReluNetwork, count: number): Graph {
  const specs = parameterSpecs(network, dtype);
  const given: Record<string, TensorSpec> = {
    ...specs,
    x: pointsSpec(network, count),
    scale: scalarSpec,
    step: scalarSpec,
  };
  network.layers.forEach(({ weight }, layer) => {
    given[`D.${layer}`] = { shape: [count, weight.shape[0]!], dtype };
  });
  return trace(given, (inputs) => {
    const scaled: Record<string, Tensor> = {};
    for (const name of Object.keys(specs)) scaled[name] = mul(inputs.scale!, inputs[name]!);
    const layers = inputLayers(network, scaled);
    const { activations } = forward(layers, inputs.x!);
    const theta: Record<string, Tensor> = {};
    let squared: Tensor | undefined;
    layers.forEach(({ weight }: LayerTensors, layer) => {
      const explained = matmul(inputs[`D.${layer}`]!, activations[layer]!, { transposeA: true });
      const residual = sub(weight, explained);
      const part = sum(sum(square(residual), { axes: 1 }));
      squared = squared === undefined ? part : add(squared, part);
      theta[`layers.${layer}.weight`] = sub(weight, mul(inputs.step!, residual));
    });
    return { ...theta, ...clarkeQuantities(inputLayers(network, theta), inputs.x!), squared: squared! };
  });
}

const scalarSpec: TensorSpec = { shape: [], dtype };

function pointsSpec(network: ReluNetwork, count: number): TensorSpec {
  return { shape: [count, network.layers[0]!.weight.shape[1]!], dtype };
}
