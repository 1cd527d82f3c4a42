import type { OnnxInitializer, OnnxModel, OnnxNode } from '../model/onnx-model.ts';

/** The model with a copy of each constant for each way in which products read it: as it is, transposed, by way of other nodes.
 *
 * OpenVINO 2026.4 packs constant factors for its kernels, and in float32 takes the packing of one way for the other, if the constant
 * is square: the product is that with the wrong orientation, without a word. Other shapes are left alone where products read them
 * directly.
 */
export function separateFactors(model: OnnxModel): OnnxModel {
  const initializers = new Map(model.initializers.map((one) => [one.name, one]));
  const producers = new Map(model.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const roots = rootsIn(initializers, producers);
  /** The way of reading that keeps a constant, by name. */
  const owners = new Map<string, string>();
  const factors = new Map<string, string>();
  const copies: { readonly nodes: OnnxNode[]; readonly initializers: OnnxInitializer[] } = {
    nodes: [],
    initializers: [],
  };

  const copy = (name: string, suffix: string): string => {
    const initializer = initializers.get(name);
    const copied = `${name}_${suffix}`;
    if (initializer !== undefined) copies.initializers.push({ ...initializer, name: copied });
    const node = producers.get(name);
    if (node !== undefined) {
      copies.nodes.push({ ...node, inputs: node.inputs.map((input) => copy(input, suffix)), outputs: [copied] });
    }
    return copied;
  };
  const factorOf = (name: string, way: string): string => {
    const constants = roots(name);
    const [rows, columns] = initializers.get(name)?.shape ?? [];
    if (constants === undefined || rows !== columns) return name;
    const key = `${name} ${way}`;
    if (!factors.has(key)) {
      const isFirst = constants.every((constant) => (owners.get(constant) ?? key) === key);
      for (const constant of constants) if (!owners.has(constant)) owners.set(constant, key);
      factors.set(key, isFirst ? name : copy(name, `f${factors.size}`));
    }
    return factors.get(key)!;
  };
  const nodes = model.nodes.map((node) => {
    if (node.opType !== 'Gemm') return node;
    const [a, b, ...addend] = node.inputs;
    const { transA, transB } = node.attributes;
    const ways = [`a${transA === undefined ? '' : 't'}`, `b${transB === undefined ? '' : 't'}`] as const;
    return { ...node, inputs: [factorOf(a!, ways[0]), factorOf(b!, ways[1]), ...addend] };
  });
  return {
    ...model,
    nodes: [...copies.nodes, ...nodes],
    initializers: [...model.initializers, ...copies.initializers],
  };
}

/** Finds the constants that a value is made of; `undefined` if it is also made of inputs. */
function rootsIn(
  initializers: ReadonlyMap<string, OnnxInitializer>,
  producers: ReadonlyMap<string, OnnxNode>,
): (name: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>();
  const roots = (name: string): readonly string[] | undefined => {
    if (initializers.has(name)) return [name];
    if (known.has(name)) return known.get(name);
    const parts = producers.get(name)?.inputs.map(roots) ?? [undefined];
    const found = parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
    known.set(name, found);
    return found;
  };
  return roots;
}
