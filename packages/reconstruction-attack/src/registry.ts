import { DomainError } from '@noprior/tensor';
import type { Attack } from './attack.ts';
import { boxVertexAttack } from './box-vertices/box-vertex-attack.ts';
import { cascadeAttack } from './cascade/cascade-attack.ts';
import { evidenceAttack } from './evidence/evidence-attack.ts';
import { kktAttack } from './kkt/kkt-attack.ts';

/** Every attack, published ones first: the only list of their names. */
export const attacks: readonly Attack[] = [kktAttack, evidenceAttack, boxVertexAttack, cascadeAttack];

/** The attack of a name.
 *
 * @throws {DomainError} if there is none; the message lists the names
 * @example attackOf('kkt').title // => 'KKT attack'
 */
export function attackOf(name: string): Attack {
  const attack = attacks.find((known) => known.name === name);
  if (attack !== undefined) return attack;
  const names = attacks.map((known) => known.name).join(', ');
  throw new DomainError(`attack: expected one of ${names}, got ${JSON.stringify(name)}`);
}
