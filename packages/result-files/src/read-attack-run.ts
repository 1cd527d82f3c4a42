import { basename, dirname, join } from 'node:path';
import { type ObjectiveKind, objectiveKinds } from '@noprior/kkt-loss';
import { type Attack, type AttackRecord, attacks } from '@noprior/reconstruction-attack';
import { readRunRecord, readSmallText } from '@noprior/run-folder';
import { definedOnly } from '@noprior/tensor';

/** What an attack left beside its candidates, as far as a reader needs it. */
export interface AttackRun {
  /** `undefined` if no attack of the registry made these candidates. */
  readonly attack: Attack | undefined;
  readonly preset: string | undefined;
  /** Path of the model, as the command named it. */
  readonly model: string | undefined;
  /** What the command printed, of whatever form. */
  readonly results: Readonly<Record<string, unknown>>;
  /** Its configuration, of whatever form; big arrays are left out. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What the attacker knew, of whatever form, by the names of `Knowledge`. */
  readonly knowledge: Readonly<Record<string, unknown>>;
  /** Sharpness at the end of the run. */
  readonly alpha: number | undefined;
  /** `undefined` where the record does not say. */
  readonly objective: ObjectiveKind | undefined;
  readonly records: readonly AttackRecord[];
}

/** The loss of an attack that is evaluated very often, at most so many times; a chart has far fewer columns. */
const maxRecords = 20_000;

/** No table of a run is longer: a million evaluations. */
const maxTableBytes = 2 ** 26;

/** Names of the methods in records of earlier versions, by their commands. */
const earlierMethods: Readonly<Record<string, string>> = {
  attack: 'kkt',
  evidence: 'evidence',
  corners: 'box-vertices',
};

/** Read `run.json` and `progress.csv` beside a candidates file; both may be missing, and nothing in them is trusted.
 *
 * Of another file in that folder they say nothing. Of more than 20,000 evaluations, as many are read at equal distances, and the last one.
 */
export async function readAttackRun(candidatesPath: string, methods: readonly Attack[] = attacks): Promise<AttackRun> {
  const folder = dirname(candidatesPath);
  const beside = toObject((await readRunRecord(join(folder, 'run.json')).catch(() => undefined))?.fields);
  const isItsFile = filesOf(beside).includes(basename(candidatesPath));
  const run = isItsFile ? beside : {};
  const config = toObject(run.config);
  const { alpha } = config;
  const end = typeof alpha === 'number' ? alpha : toObject(alpha).to;
  const { preset, model } = toObject(run.arguments);
  const method = typeof config.method === 'string' ? config.method : earlierMethods[String(run.command)];
  return {
    attack: methods.find(({ name }) => name === method),
    preset: typeof preset === 'string' ? preset : undefined,
    model: typeof model === 'string' ? model : undefined,
    results: toObject(run.results),
    config,
    knowledge: toObject(config.knowledge),
    alpha: typeof end === 'number' && end > 0 && Number.isFinite(end) ? end : undefined,
    objective: objectiveKinds.find((kind) => kind === config.objective),
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

function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Columns that a table may have; more are of no attack. */
const maxColumns = 64;

function parseCsv(text: string): AttackRecord[] {
  const header = text.slice(0, Math.max(0, text.indexOf('\n'))).split(',', maxColumns);
  const [first, second] = header;
  if (first !== 'iteration' || second !== 'seconds') return [];
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  const every = Math.ceil(lines / maxRecords);
  const records: AttackRecord[] = [];
  let line = 0;
  for (let at = text.indexOf('\n') + 1; at > 0 && at < text.length; line++) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    const isLast = end + 1 >= text.length;
    const record = line % every === 0 || isLast ? toRecord(text.slice(at, end), header) : undefined;
    if (record !== undefined) records.push(record);
    at = end + 1;
  }
  return records;
}

function toRecord(line: string, header: readonly string[]): AttackRecord | undefined {
  const cells = line.split(',', maxColumns + 1);
  if (cells.length !== header.length) return undefined;
  const values: Record<string, number> = {};
  let stage: string | undefined;
  for (const [index, name] of header.entries()) {
    const cell = cells[index]!;
    if (name === 'stage') stage = cell;
    else if (cell !== '') values[name] = Number(cell);
  }
  const { iteration, seconds, ...numbers } = values;
  if (iteration === undefined || seconds === undefined || !Object.values(values).every(Number.isFinite))
    return undefined;
  return { iteration, seconds, ...definedOnly({ stage }), values: numbers };
}
