import { Command, Option } from 'commander';
import type { ReportOptions } from '../studies/report-studies.ts';
import type { Terminal } from '../terminal.ts';

/** `noprior report`: the documents of what `noprior reproduce` found. */
export function reportCommand(terminal: Terminal): Command {
  return new Command('report')
    .description('make the document of the studies in a folder, or of each folder in it')
    .argument('<dir>', 'folder that noprior reproduce or noprior report wrote')
    .addOption(
      new Option('--format <format>', 'html: one page; markdown: a README with its figures and the results as JSON')
        .choices(['html', 'markdown'])
        .default('html'),
    )
    .option('--out <path>', 'page to write (default: report.html in that folder), or folder of the README')
    .option('--overwrite', 'replace a file that is no document of noprior')
    .option('--json', 'print one JSON object')
    .action(async (folder: string, options: ReportOptions) => {
      // Charts take long to load, and the other commands come without them.
      const { reportStudies } = await import('../studies/report-studies.ts');
      await reportStudies(folder, options, terminal);
    });
}
