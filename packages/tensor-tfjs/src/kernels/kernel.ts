import type { OpName, Tensor } from '@noprior/tensor';
import type { Scope } from '../scope.ts';
import type { Value } from '../tfjs-modules.ts';

/** Computes one operation. Neither the node nor its inputs (those of `concat` excepted) are without elements.
 *
 * @returns the elements of the node in row-major order, under any shape; may be an input itself
 */
export type Kernel<K extends OpName> = (node: Tensor<K>, inputs: readonly Value[], scope: Scope) => Value;
