import { renderTerminal } from '@noprior/report';
import { readAttackResult } from '@noprior/result-files';
import { Command } from 'commander';
import { attackResultDocument } from '../documents/attack-result.ts';
import { writePage } from '../documents/write-document.ts';
import { type ReadLimits, readOptions } from '../options/read-limits.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';

interface ViewOptions extends ReadLimits {
  readonly model?: string;
  readonly html?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** `noprior view`: what the folder of an attack holds, without the training data. */
export function viewCommand(terminal: Terminal): Command {
  return new Command('view')
    .description('show what an attack left: how it ended, what it assumed, its course, its predicted members')
    .argument('<dir>', 'folder that noprior attack wrote')
    .option('--model <file>', 'weights that were attacked (default: the file that the record names)')
    .option('--html <file>', 'write a page with pictures of the points')
    .option('--overwrite', 'replace a file that is no page of noprior')
    .option('--json', 'print one JSON object')
    .action((folder: string, options: ViewOptions) => view(folder, options, terminal));
}

async function view(folder: string, options: ViewOptions, terminal: Terminal): Promise<void> {
  const result = await readAttackResult(folder, { ...readOptions(options), model: options.model });
  const document = attackResultDocument(result);
  const { html, overwrite } = options;
  const page = html && (await writePage(document, html, result.files, { overwrite, option: '--html' }));
  if (!options.json) {
    terminal.out(renderTerminal(document, { columns: terminal.columns ?? 100 }));
    return;
  }
  const { candidates, recorded } = result;
  const rows = Array.from(candidates.lambda.data.keys());
  const members = rows.filter((row) => candidates.predicted?.data[row] === 1);
  const printed = {
    method: recorded.attack?.name ?? null,
    preset: recorded.preset ?? null,
    points: rows.length,
    predictedMembers: members.length,
    ended: recorded.results.ended ?? null,
    seconds: recorded.results.seconds ?? null,
    knowledge: recorded.knowledge,
    records: recorded.records,
    members: members.map((row) => ({
      point: row,
      memberScore: candidates.memberScore?.data[row] ?? null,
      multiplier: candidates.lambda.data[row]!,
    })),
    html: page ?? null,
  };
  terminal.out(`${toJson('view', printed)}\n`);
}
