import type { Box } from '@noprior/kkt-loss';
import { DomainError } from '@noprior/tensor';
import { type Knowledge, knownValue } from '../knowledge.ts';

/** The range of the inputs, for an attack that looks for samples at its bounds: with a guess it would find nothing,
 * as if there were nothing.
 *
 * @param attack  name of the attack, for the message
 * @throws {DomainError} if the attacker does not know it
 */
export function knownBox(attack: string, knowledge: Pick<Knowledge, 'box'>): Box {
  const box = knownValue(knowledge.box);
  if (box !== undefined) return box;
  throw new DomainError(
    `${attack}: it needs the range of the inputs (knowledge.box), and the model stores no mean of images to compute it from; give the range, --box LO,HI`,
  );
}
