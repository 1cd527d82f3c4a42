import { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** `noprior report`: one page of what `noprior reproduce` found. */
export function reportCommand(terminal: Terminal): Command {
  return new Command('report')
    .description('make one HTML page of the experiments in a folder of noprior reproduce')
    .argument('<dir>', 'folder that noprior reproduce wrote')
    .option('--out <file>', 'page to write (default: report.html in that folder)')
    .option('--overwrite', 'replace a file that is no page of noprior')
    .option('--json', 'print one JSON object')
    .action(
      async (
        folder: string,
        options: { readonly out?: string; readonly overwrite?: boolean; readonly json?: boolean },
      ) => {
        // Charts take long to load, and the other commands come without them.
        const { writeExperimentsReport } = await import('../reproduce/write-experiments-report.ts');
        await writeExperimentsReport(folder, options, terminal);
      },
    );
}
