import { host } from '#host';
import { isTemporaryNameOf } from '../temporary-name.ts';

const ending = '.jsonl';

/** A name for the records of a checkpoint that no other writer has: `checkpoint.records-1a2b3c4d.jsonl`. */
export async function newRecordsName(checkpoint: string): Promise<string> {
  return `${await recordsPrefix(checkpoint)}${crypto.randomUUID().slice(0, 8)}${ending}`;
}

/** Remove the records of a checkpoint but those that it names, and temporary files that killed processes have left of it.
 *
 * @param checkpoint  its path; nobody else may write to it meanwhile
 * @param keep        name of the records file that stays, if any does
 */
export async function removeLeftovers(checkpoint: string, keep: string | undefined): Promise<void> {
  const { readdir, rm } = await host.fs();
  const { basename, dirname, join } = await host.path();
  const folder = dirname(checkpoint);
  const records = await recordsPrefix(checkpoint);
  const isLeftover = (name: string): boolean =>
    isBetween(name, records, ending, /^[0-9a-f]{8}$/) || isTemporaryNameOf(name, basename(checkpoint));
  // Where there is no folder, nothing is left over.
  for (const name of await readdir(folder).catch(() => [])) {
    if (name !== keep && isLeftover(name)) await rm(join(folder, name), { force: true });
  }
}

async function recordsPrefix(checkpoint: string): Promise<string> {
  const { basename } = await host.path();
  return `${basename(checkpoint).replace(/\.safetensors$/i, '')}.records-`;
}

function isBetween(name: string, prefix: string, suffix: string, middle: RegExp): boolean {
  return name.startsWith(prefix) && name.endsWith(suffix) && middle.test(name.slice(prefix.length, -suffix.length));
}
