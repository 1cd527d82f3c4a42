import {
  DomainError,
  formatShape,
  type HostTensor,
  ShapeError,
  sameShape,
  startAnew,
  type TensorSpec,
  wording,
} from '@noprior/tensor';
import type { AttackState } from '../attack.ts';

/** The part of a checkpoint's arrays that a step has for its state, all of it.
 *
 * @param attack  for messages
 * @param state   shapes by name
 * @throws {DomainError} if an array is missing
 * @throws {ShapeError} if one has another shape
 */
export function checkState(
  attack: string,
  { arrays }: AttackState,
  state: Readonly<Record<string, TensorSpec>>,
): Record<string, HostTensor> {
  const checked: Record<string, HostTensor> = {};
  for (const [name, { shape }] of Object.entries(state)) {
    const tensor = arrays[name];
    if (tensor === undefined) throw new DomainError(wording`${attack}: the checkpoint has no ${name}; ${startAnew}`);
    if (!sameShape(tensor.shape, shape)) {
      throw new ShapeError(
        wording`${attack}: ${name} of the checkpoint has shape ${formatShape(tensor.shape)}, expected ${formatShape(shape)}; ${startAnew}`,
      );
    }
    checked[name] = tensor;
  }
  return checked;
}
