import { existsSync, readFileSync } from 'node:fs';
import { FormatError } from '@noprior/tensor';
import type { AttackPowerResult } from '../attack-power-result.ts';
import type { PeerResult } from './peer-result.ts';

/** What `npm run bench -- attack-power --out` wrote.
 *
 * @returns undefined if there is no such file, or one in the form that came before this one, which kept less than is shown now
 * @throws {FormatError} for a file that is something else
 */
export function loadAttackPower(path: string): AttackPowerResult | undefined {
  const parsed = readJson(path, 'move it away, or choose another file with --out');
  if (parsed === undefined || hasRows(parsed)) return undefined;
  if (!isAttackPowerResult(parsed)) {
    throw new FormatError(
      `attack-power: ${path} is no result of this suite; expected suite, scale, versions and jobs that say on which machine; move it away, or choose another file with --out`,
    );
  }
  return parsed;
}

/** What `peers/time_reference.py` wrote.
 *
 * @returns undefined if there is no such file
 * @throws {FormatError} for a file that is something else
 */
export function loadPeer(path: string): PeerResult | undefined {
  const parsed = readJson(path, 'write it with apps/bench/peers/time_reference.py');
  if (parsed === undefined) return undefined;
  if (!isPeerResult(parsed)) {
    throw new FormatError(
      `attack-power: ${path} holds no times of the published code; write it with apps/bench/peers/time_reference.py`,
    );
  }
  return parsed;
}

function readJson(path: string, advice: string): unknown {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new FormatError(`attack-power: ${path} is no JSON; ${advice}`, { cause });
  }
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

/** The earlier form: rows with a main table only. */
function hasRows(value: unknown): boolean {
  const fields = fieldsOf(value);
  return fields.get('suite') === 'attack-power' && Array.isArray(fields.get('rows'));
}

function isAttackPowerResult(value: unknown): value is AttackPowerResult {
  const fields = fieldsOf(value);
  return (
    fields.get('suite') === 'attack-power' &&
    typeof fields.get('scale') === 'string' &&
    isList(fields.get('jobs'), (job) => fieldsOf(fieldsOf(job).get('machine')).has('processor'))
  );
}

function isList(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isPeerResult(value: unknown): value is PeerResult {
  const fields = fieldsOf(value);
  const measurements = fields.get('measurements');
  return (
    ['software', 'commit', 'torch', 'date'].every((name) => typeof fields.get(name) === 'string') &&
    Array.isArray(measurements) &&
    measurements.every((one) => typeof fieldsOf(one).get('msPerIteration') === 'number')
  );
}
