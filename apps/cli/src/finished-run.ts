import { basename } from 'node:path';
import { fileChecksum, type RunRecordFile } from '@noprior/run-folder';
import { DomainError } from '@noprior/tensor';
import type { Terminal } from './terminal.ts';
import { toJson } from './to-json.ts';

/** Options that do not decide what a run finds. */
const indifferent = new Set([
  'json',
  'out',
  'overwrite',
  'resume',
  'checkpointEvery',
  'maxSeconds',
  'report',
  'dataDir',
  // Compared by its contents.
  'model',
]);

/** Print the results of a run that is finished already, after a check that the same was asked for.
 *
 * @param inputs  paths that are read
 * @throws {DomainError} if the finished run had other options or read other files
 */
export async function finishedRun(
  { path, fields, checksums }: RunRecordFile,
  options: { readonly json?: boolean },
  inputs: readonly string[],
  terminal: Terminal,
): Promise<void> {
  const asked = comparable(options);
  const had = comparable(fields.arguments);
  const differing = [...new Set([...Object.keys(asked), ...Object.keys(had)])].filter((key) => asked[key] !== had[key]);
  // By contents, whatever the files are called now.
  const recorded = Object.values(checksums);
  for (const input of inputs) {
    if (recorded.length > 0 && !recorded.includes(await fileChecksum(input))) differing.push(basename(input));
  }
  if (differing.length > 0) {
    throw new DomainError(
      `output: ${path} is of a finished run with another ${differing.join(', ')}, so there is nothing to resume; name another place, or add --overwrite instead of --resume`,
    );
  }
  terminal.err('note: this run is finished already; nothing was computed\n');
  const { command, results, backend } = fields;
  const name = typeof backend === 'object' && backend !== null && 'name' in backend ? backend.name : null;
  const out = 'out' in options ? options.out : null;
  if (options.json) terminal.out(`${toJson(String(command), { ...Object(results), out, backend: name })}\n`);
  else terminal.out(`${path} has the results\n`);
}

/** Options as JSON by name. */
function comparable(options: unknown): Readonly<Record<string, string>> {
  const texts: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(Object(options))) {
    if (value !== undefined && !indifferent.has(name)) texts[name] = JSON.stringify(value);
  }
  return texts;
}
