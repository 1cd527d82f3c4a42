import { basename, dirname, join } from 'node:path';
import { type ObjectiveKind, objectiveKinds } from '@noprior/kkt-loss';
import type { AttackRecord } from '@noprior/reconstruction-attack';
import { readRunRecord } from '@noprior/run-folder';
import { readSmallText } from './small-text.ts';

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

/** Lines of what the attacker knew that are shown, and characters of each. */
const maxLines = 50;
const maxCharacters = 1000;

/** The loss of an attack that is evaluated very often, at most so many times; a chart has far fewer columns. */
const maxRecords = 20_000;

/** No table of a run is longer: a million evaluations. */
const maxTableBytes = 2 ** 26;

/** Read `run.json` and `progress.csv` beside a candidates file; both may be missing, and nothing in them is trusted.
 *
 * Of another file in that folder they say nothing: how many points were accepted, say, would be told of other points. Of
 * more than 20,000 evaluations, as many are read at equal distances, and the last one.
 */
export async function readAttackRun(candidatesPath: string): Promise<AttackRun> {
  const folder = dirname(candidatesPath);
  const beside = toObject((await readRunRecord(join(folder, 'run.json')).catch(() => undefined))?.fields);
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
    attackerKnows: Array.isArray(knows) ? knows.slice(0, maxLines).filter(isText).map(shorten) : [],
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
  return (await readSmallText(path, maxTableBytes).catch(() => undefined)) ?? '';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function shorten(line: string): string {
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters)}...`;
}

function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function parseCsv(text: string): AttackRecord[] {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  const every = Math.ceil(lines / maxRecords);
  const records: AttackRecord[] = [];
  let line = 0;
  for (let at = text.indexOf('\n') + 1; at > 0 && at < text.length; line++) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    const isLast = end + 1 >= text.length;
    const record = line % every === 0 || isLast ? toRecord(text.slice(at, end)) : undefined;
    if (record !== undefined) records.push(record);
    at = end + 1;
  }
  return records;
}

function toRecord(line: string): AttackRecord | undefined {
  const cells = line.split(',', 7).map(Number);
  if (cells.length !== 6 || !cells.every(Number.isFinite)) return undefined;
  const [iteration, seconds, total, stationarity, dualFeasibility, prior] = cells;
  return {
    iteration: iteration!,
    seconds: seconds!,
    values: { total: total!, stationarity: stationarity!, dualFeasibility: dualFeasibility!, prior: prior! },
  };
}
