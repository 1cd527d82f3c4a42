import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Scale } from '@noprior/kkt-loss';
import { resultRecordPath } from '../options/paths.ts';
import { fileChecksum } from '../run-record.ts';

/** What the record beside a candidates file says about it. */
export interface CandidateOrigin {
  /** The record. */
  readonly path: string;
  /** Whether a file of this name is one that the recorded command writes. */
  readonly isItsFile: boolean;
  /** Unit of the multipliers; `undefined` where the record does not say. Only earlier versions wrote `mean`. */
  readonly unit: Scale | undefined;
  /** SHA-256 of the model that the candidates explain; `undefined` where the record does not say. */
  readonly modelChecksum: string | undefined;
}

/** Files of candidates that each command writes; `transform` names its record after its file. */
const filesOf: Readonly<Record<string, readonly string[]>> = {
  attack: ['candidates.npz'],
  evidence: ['candidates.npz'],
  corners: ['candidates.npz'],
  certify: ['training.npz', 'alternative.npz'],
};

/** Find the record of the run that wrote a candidates file: `FILE.run.json`, else `run.json` in its folder.
 *
 * @returns `undefined` if there is none, or one of a command that writes no candidates; damage counts as none
 */
export async function readCandidateOrigin(path: string): Promise<CandidateOrigin | undefined> {
  const own = await readRecord(resultRecordPath(path));
  if (own?.command === 'transform') return toOrigin(resultRecordPath(path), own, true);
  const shared = join(dirname(path), 'run.json');
  const record = await readRecord(shared);
  const files = typeof record?.command === 'string' ? filesOf[record.command] : undefined;
  return files && record && toOrigin(shared, record, files.includes(basename(path)));
}

async function toOrigin(path: string, record: Fields, isItsFile: boolean): Promise<CandidateOrigin> {
  const config = toFields(record.config);
  return {
    path,
    isItsFile,
    unit: toScale(config.multipliers) ?? toScale(config.scale),
    modelChecksum: await recordedModel(path, record, config),
  };
}

/** Checksum of the model: `config.modelChecksum`, or that of the file which `--model` named. */
async function recordedModel(path: string, record: Fields, config: Fields): Promise<string | undefined> {
  if (typeof config.modelChecksum === 'string') return config.modelChecksum;
  // Earlier versions of certify do not say that their candidates are those of the polished network.
  if (record.command === 'certify' && typeof toFields(record.results).polished === 'object') {
    const polished = await fileChecksum(join(dirname(path), 'polished.safetensors')).catch(() => undefined);
    if (toFields(record.results).polished !== null) return polished;
  }
  const { model } = toFields(record.arguments);
  if (typeof model !== 'string') return undefined;
  const checksums = toFields(record.checksums);
  const checksum = checksums[basename(model)] ?? checksums[model];
  return typeof checksum === 'string' ? checksum : undefined;
}

function toScale(value: unknown): Scale | undefined {
  return value === 'mean' || value === 'sum' ? value : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

async function readRecord(path: string): Promise<Fields | undefined> {
  try {
    return toFields(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
