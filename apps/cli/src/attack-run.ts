import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ObjectiveKind, objectiveKinds } from '@noprior/kkt-loss';
import type { AttackRecord } from '@noprior/reconstruction-attack';

/** What an attack left beside its candidates, as far as a score needs it. */
export interface AttackRun {
  /** The command that made the candidates, as `run.json` has it. */
  readonly command: string | undefined;
  /** Its configuration, of whatever form; arrays are left out. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Sharpness at the end of the run. */
  readonly alpha: number | undefined;
  /** `undefined` where the record does not say. */
  readonly objective?: ObjectiveKind | undefined;
  /** What the attacker knew, in sentences. */
  readonly attackerKnows: readonly string[];
  readonly preset: string | undefined;
  /** How many of its points the attack takes for samples, the first ones, where it says so. */
  readonly accepted?: number | undefined;
  readonly records: readonly AttackRecord[];
}

/** Read `run.json` and `progress.csv` beside a candidates file; both may be missing, and nothing in them is trusted.
 *
 * Of another file in that folder they say nothing: how many points were accepted, say, would be told of other points.
 */
export async function readAttackRun(candidatesPath: string): Promise<AttackRun> {
  const folder = dirname(candidatesPath);
  const beside = parseObject(await readText(join(folder, 'run.json')));
  const isItsFile = filesOf(beside).includes(basename(candidatesPath));
  const run = isItsFile ? beside : {};
  const config = toObject(run.config);
  const { alpha } = config;
  const end = typeof alpha === 'number' ? alpha : toObject(alpha).to;
  const knows = config.attackerKnows;
  const preset = toObject(run.arguments).preset;
  const { accepted } = toObject(run.results);
  return {
    command: typeof run.command === 'string' ? run.command : undefined,
    config,
    alpha: typeof end === 'number' && end > 0 && Number.isFinite(end) ? end : undefined,
    objective: objectiveKinds.find((kind) => kind === config.objective),
    attackerKnows: Array.isArray(knows) ? knows.filter((line) => typeof line === 'string') : [],
    preset: typeof preset === 'string' ? preset : undefined,
    accepted: typeof accepted === 'number' && Number.isSafeInteger(accepted) && accepted > 0 ? accepted : undefined,
    records: isItsFile ? parseCsv(await readText(join(folder, 'progress.csv'))) : [],
  };
}

/** Names of the files that a run wrote; those of an attack, where an earlier version left them out. */
function filesOf({ files }: Record<string, unknown>): string[] {
  return files === undefined ? ['candidates.npz'] : Object.keys(toObject(files));
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return toObject(JSON.parse(text));
  } catch {
    return {};
  }
}

function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function parseCsv(text: string): AttackRecord[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number))
    .filter((cells) => cells.length === 6 && cells.every(Number.isFinite))
    .map(([iteration, seconds, total, stationarity, dualFeasibility, prior]) => ({
      iteration: iteration!,
      seconds: seconds!,
      total: total!,
      stationarity: stationarity!,
      dualFeasibility: dualFeasibility!,
      prior: prior!,
    }));
}
