import { type Graph, sameShape, scalarValue, sizeOf, type Tensor } from '@noprior/tensor';
import type { Product } from './product.ts';

/** Nodes that one Gemm computes together with the matrix product (and the constant factor) beneath them.
 *
 * Found are `c P`, `b C + c P` and `c (b C + d P)` with either sign, where P is a product that nothing else reads, b, c and d
 * are constants that float32 holds (Gemm's factors are float32 in every dtype), and C broadcasts to the shape of P.
 *
 * @returns the Gemm for each node that becomes one; and the nodes within it, which are not emitted
 */
export function fuseProducts(graph: Graph): { readonly fused: Map<Tensor, Product>; readonly inner: Set<Tensor> } {
  const readers = countReaders(graph);
  const fused = new Map<Tensor, Product>();
  const inner = new Set<Tensor>();
  const alone = (tensor: Tensor): boolean => readers.get(tensor) === 1;
  const factorOf = (term: Tensor): Product | undefined => {
    if (!alone(term)) return undefined;
    if (term.op !== 'matmul') return fused.get(term);
    return sizeOf(term.inputs[0]!.shape) > 0 && term.shape[0] !== 1 ? { product: term, alpha: 1 } : undefined;
  };
  for (const node of graph.nodes) {
    const match = scaledProduct(node, factorOf) ?? summedProduct(node, factorOf);
    if (match === undefined) continue;
    fused.set(node, withScaledAddend(match.product));
    inner.add(match.absorbed);
  }
  return { fused, inner };

  /** The constant factor of an addend that nothing else reads goes into Gemm's own. */
  function withScaledAddend(product: Product): Product {
    const { addend, beta = 1 } = product;
    if (addend?.op !== 'mul' || !alone(addend) || fused.has(addend)) return product;
    const factor = scalarValue(addend.inputs[0]!);
    if (factor === undefined || Math.fround(factor * beta) !== factor * beta) return product;
    inner.add(addend);
    return { ...product, addend: addend.inputs[1]!, beta: factor * beta };
  }
}

/** What a node becomes, and the input of it that disappears. */
interface Match {
  readonly product: Product;
  readonly absorbed: Tensor;
}

/** The product that a term is, if the term may be absorbed. */
type FactorOf = (term: Tensor) => Product | undefined;

/** c P or -P */
function scaledProduct(node: Tensor, factorOf: FactorOf): Match | undefined {
  if (node.op !== 'neg' && node.op !== 'mul') return undefined;
  for (const [position, absorbed] of node.inputs.entries()) {
    const factor = node.op === 'neg' ? -1 : scalarValue(node.inputs[1 - position]!);
    const product = factorOf(absorbed);
    if (factor === undefined || product === undefined) continue;
    const alpha = factor * product.alpha;
    const beta = factor * (product.beta ?? 1);
    if (Math.fround(alpha) !== alpha || Math.fround(beta) !== beta) continue;
    return { product: product.addend === undefined ? { ...product, alpha } : { ...product, alpha, beta }, absorbed };
  }
  return undefined;
}

/** C + c P, C - c P or c P - C */
function summedProduct(node: Tensor, factorOf: FactorOf): Match | undefined {
  if (node.op !== 'add' && node.op !== 'sub') return undefined;
  const signs = node.op === 'sub' ? [1, -1] : [1, 1];
  for (const position of [1, 0]) {
    const absorbed = node.inputs[position]!;
    const addend = node.inputs[1 - position]!;
    const product = factorOf(absorbed);
    if (product === undefined || product.addend !== undefined || addend.shape.length > 2) continue;
    if (!sameShape(node.shape, absorbed.shape)) continue;
    const alpha = signs[position]! * product.alpha;
    return { product: { ...product, alpha, addend, beta: signs[1 - position]! }, absorbed };
  }
  return undefined;
}

function countReaders(graph: Graph): Map<Tensor, number> {
  const readers = new Map<Tensor, number>();
  const count = (tensor: Tensor): void => {
    readers.set(tensor, (readers.get(tensor) ?? 0) + 1);
  };
  for (const node of graph.nodes) node.inputs.forEach(count);
  Object.values(graph.outputs).forEach(count);
  return readers;
}
