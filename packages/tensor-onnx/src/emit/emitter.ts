import type { OpName, Tensor } from '@noprior/tensor';
import type { Emission } from './emission.ts';

/** Writes the ONNX nodes of one operation. The elements of the node and of its inputs are never zero in number.
 *
 * @returns the name of the value
 */
export type Emitter<K extends OpName> = (node: Tensor<K>, emission: Emission) => string;

/** One rule for each operation of the contract. */
export type Emitters = { readonly [K in OpName]: Emitter<K> };
