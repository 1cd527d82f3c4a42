import { join } from 'node:path';
import { isAttackResult, readAttackResult } from '@noprior/result-files';
import { Command, Option } from 'commander';
import { attackResultDocument } from '../documents/attack-result.ts';
import { markdownFooter, refuseForeignReadme, writeMarkdown, writePage } from '../documents/write-document.ts';
import { readOptions } from '../options/read-limits.ts';
import type { ReportOptions } from '../studies/report-studies.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';

/** `noprior report`: the document of a result folder, whatever command wrote it. */
export function reportCommand(terminal: Terminal): Command {
  return new Command('report')
    .description('make the document of a result folder: of an attack, or of studies')
    .argument('<dir>', 'folder that noprior attack, noprior reproduce or noprior report wrote')
    .addOption(
      new Option('--format <format>', 'html: one page; markdown: a README with its figures and the results as JSON')
        .choices(['html', 'markdown'])
        .default('html'),
    )
    .option('--out <path>', 'page to write (default: report.html in that folder), or folder of the README')
    .option('--overwrite', 'replace a file that is no document of noprior')
    .option('--json', 'print one JSON object')
    .action(async (folder: string, options: ReportOptions) => {
      if (await isAttackResult(folder)) return reportAttack(folder, options, terminal);
      // The studies take long to load, and other documents come without them.
      const { reportStudies } = await import('../studies/report-studies.ts');
      await reportStudies(folder, options, terminal);
    });
}

/** The document of `noprior view`, as a page or in Markdown. */
async function reportAttack(folder: string, options: ReportOptions, terminal: Terminal): Promise<void> {
  const { format, overwrite = false, json } = options;
  const result = await readAttackResult(folder, readOptions({}));
  const out = options.out ?? (format === 'html' ? join(folder, 'report.html') : folder);
  if (format === 'markdown') await refuseForeignReadme(out, overwrite);
  const report =
    format === 'html'
      ? await writePage(attackResultDocument(result), out, result.files, { overwrite })
      : await writeMarkdown(attackResultDocument(result, [markdownFooter(folder)]), out);
  terminal.out(json ? `${toJson('report', { report })}\n` : `${report}\n`);
}
