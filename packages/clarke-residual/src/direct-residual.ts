import { residualTensors, sumOf, tensorsByName } from '@noprior/kkt-loss';
import { constantLayers, type ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  type DeviceTensor,
  type HostTensor,
  makeHostTensor,
  mul,
  simplify,
  square,
  sum,
  type Tensor,
  type TensorSpec,
  toHostDtype,
  trace,
} from '@noprior/tensor';

/** Numbers of the residual R = theta - sum_i lambda_i y_i g_i, by the direct form. */
export interface ResidualNumbers {
  /** ||R||^2, and its part in every parameter tensor. */
  readonly squared: number;
  readonly byTensor: Readonly<Record<string, number>>;
  /** <theta, R> */
  readonly alongTheta: number;
  /** [n, units] for every layer, `<R, y_i g>` per unit of derivative by a pre-activation; see `residualTensors`. */
  readonly values: readonly Float64Array[];
}

/** The direct form for points on a network, compiled in float64. */
export interface DirectResidual {
  /** @param lambda      [n] multipliers of the KKT conditions
   * @param selections  [n, units] of every hidden layer */
  evaluate(lambda: Float64Array, selections: readonly Float64Array[]): Promise<ResidualNumbers>;
  dispose(): Promise<void>;
}

/** Compile {@link residualTensors} for points on a network, with the derivatives as inputs. */
export async function openDirectResidual(
  backend: Backend,
  network: ReluNetwork,
  { x, y }: { readonly x: HostTensor; readonly y: HostTensor },
): Promise<DirectResidual> {
  const dtype = 'float64';
  const count = x.shape[0]!;
  const widths = network.layers.slice(0, -1).map(({ weight }) => weight.shape[0]!);
  const specs: Record<string, TensorSpec> = {
    x: { shape: x.shape, dtype },
    y: { shape: y.shape, dtype },
    lambda: { shape: [count], dtype },
  };
  for (const [layer, width] of widths.entries()) specs[`s.${layer}`] = { shape: [count, width], dtype };
  const graph = trace(specs, (inputs) => {
    const layers = constantLayers(network, dtype);
    const points = { x: inputs.x!, y: inputs.y!, lambda: inputs.lambda! };
    const selections = widths.map((_, layer) => inputs[`s.${layer}`]!);
    const { residual, values } = residualTensors(layers, points, selections);
    const parameters = tensorsByName(layers);
    const outputs: Record<string, Tensor> = {
      alongTheta: sumOf(Object.entries(residual).map(([name, tensor]) => sum(mul(parameters[name]!, tensor)))),
    };
    for (const [name, tensor] of Object.entries(residual)) outputs[`tensor ${name}`] = sum(square(tensor));
    for (const [layer, value] of values.entries()) outputs[`values ${layer}`] = value;
    return outputs;
  });
  const executable = await backend.compile(simplify(graph));
  const points = {
    x: await backend.upload(toHostDtype(x, dtype)),
    y: await backend.upload(toHostDtype(y, dtype)),
  };
  return {
    async evaluate(lambda, selections) {
      const given: Record<string, DeviceTensor> = { lambda: await backend.upload(makeHostTensor(lambda, [count])) };
      for (const [layer, width] of widths.entries()) {
        given[`s.${layer}`] = await backend.upload(makeHostTensor(selections[layer]!, [count, width]));
      }
      const outputs = await executable.run({ ...points, ...given });
      const byTensor: Record<string, number> = {};
      const values: Float64Array[] = [];
      let alongTheta = 0;
      for (const [name, tensor] of Object.entries(outputs)) {
        const { data } = await backend.read(tensor);
        if (name === 'alongTheta') alongTheta = data[0]!;
        else if (name.startsWith('tensor ')) byTensor[name.slice('tensor '.length)] = data[0]!;
        else values[Number(name.slice('values '.length))] = Float64Array.from(data);
      }
      for (const tensor of new Set([...Object.values(given), ...Object.values(outputs)])) backend.release(tensor);
      const squared = Object.values(byTensor).reduce((total, part) => total + part, 0);
      return { squared, byTensor, alongTheta, values };
    },
    async dispose() {
      for (const tensor of new Set(Object.values(points))) backend.release(tensor);
      await executable.dispose();
    },
  };
}
