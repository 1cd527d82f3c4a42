import { basename, dirname, join } from 'node:path';

/** Where a run keeps its files: a folder of its own, or files with a common stem in a folder that others use, too. */
export interface RunLocation {
  /** What the user named, for messages. */
  readonly named: string;
  /** The folder that all files lie in. */
  readonly folder: string;
  /** Name of its record. */
  readonly record: string;
  /** Name of its checkpoint, whose records lie beside it. */
  readonly checkpoint: string;
  /** Name of its lock. */
  readonly lock: string;
  /** What the names of folders begin with in which results wait to be published. */
  readonly stagedPrefix: string;
}

/** A folder of its own: `run.json`, `checkpoint.safetensors` and results. */
export function folderLocation(folder: string): RunLocation {
  return { named: folder, folder, ...names('', '') };
}

/** A file of results: `m.safetensors` has the record `m.run.json` and the checkpoint `m.checkpoint.safetensors`. */
export function fileLocation(file: string): RunLocation {
  const stem = stemOf(basename(file));
  return { named: file, folder: dirname(file), ...names(`${stem}.`, `.${stem}`) };
}

/** Path of the record of a file of results. */
export function recordOf(file: string): string {
  return join(dirname(file), `${stemOf(basename(file))}.run.json`);
}

function stemOf(name: string): string {
  return name.replace(/\.(safetensors|npz)$/i, '');
}

function names(prefix: string, hidden: string) {
  return {
    record: `${prefix}run.json`,
    checkpoint: `${prefix}checkpoint.safetensors`,
    lock: `${hidden}.noprior-lock`,
    stagedPrefix: `${hidden}.noprior-staged-`,
  };
}
