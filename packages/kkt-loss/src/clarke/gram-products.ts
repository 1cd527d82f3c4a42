import { type Backend, constant, type Executable, makeHostTensor, matmul, type Tensor, trace } from '@noprior/tensor';
import type { ClarkeSystem } from './clarke-system.ts';

/** Products K_l M_l of every layer on a backend, in float64. */
export interface GramProducts {
  /** @param M  [n, units] for every layer */
  multiply(M: readonly Float64Array[]): Promise<Float64Array[]>;
  dispose(): Promise<void>;
}

export async function makeGramProducts(backend: Backend, { count, units, grams }: ClarkeSystem): Promise<GramProducts> {
  const dtype = 'float64';
  const specs = Object.fromEntries(
    units.map((width, layer) => [`m${layer}`, { shape: [count, width], dtype } as const]),
  );
  const graph = trace(specs, (inputs) => {
    const outputs: Record<string, Tensor> = {};
    for (const [layer, gram] of grams.entries()) {
      outputs[`k${layer}`] = matmul(constant(makeHostTensor(gram, [count, count])), inputs[`m${layer}`]!);
    }
    return outputs;
  });
  const executable: Executable = await backend.compile(graph);
  return {
    async multiply(M) {
      const uploaded = await Promise.all(
        units.map((width, layer) => backend.upload(makeHostTensor(M[layer]!, [count, width]))),
      );
      const outputs = await executable.run(Object.fromEntries(uploaded.map((tensor, layer) => [`m${layer}`, tensor])));
      const products: Float64Array[] = [];
      for (const layer of units.keys()) {
        products.push(Float64Array.from((await backend.read(outputs[`k${layer}`]!)).data));
      }
      for (const tensor of new Set([...uploaded, ...Object.values(outputs)])) backend.release(tensor);
      return products;
    },
    dispose: () => executable.dispose(),
  };
}
