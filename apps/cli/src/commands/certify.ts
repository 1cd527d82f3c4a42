import { Command, Option } from 'commander';
import type { CertifyOptions } from '../certify/certify-options.ts';
import { addDatasetOptions } from '../options/dataset-options.ts';
import { addExactBackendOptions } from '../options/exact-backend-options.ts';
import { toCosine, toCount, toPositive } from '../options/numbers.ts';
import { addRunOptions } from '../options/run-options.ts';
import type { Terminal } from '../terminal.ts';

/** `noprior certify`: do the KKT conditions of these weights single out their training set? */
export function certifyCommand(terminal: Terminal): Command {
  const command = addDatasetOptions(
    new Command('certify')
      .description(
        'tell whether KKT conditions alone identify the training set, and write another set that explains the weights',
      )
      .requiredOption('--model <file>', 'weights, .safetensors or .npz'),
  )
    .addOption(
      new Option('--distance <r>', 'of the other set from the training set, in units of the input')
        .argParser(toPositive)
        .default(1000),
    )
    .option('--polish', 'bring the network to a KKT point first, as noprior polish does')
    .addOption(
      new Option('--target-residual <r>', 'of the polish, relative to the norm of the weights')
        .argParser(toPositive)
        .default(1e-6),
    )
    .addOption(new Option('--max-seconds <s>', 'time for the polish').argParser(toPositive).default(120))
    .addOption(
      new Option('--alpha <a>', 'sharpness of the surrogate derivative, at smallest margin 1')
        .argParser(toPositive)
        .default(100),
    )
    .addOption(
      new Option('--kink-tolerance <t>', 'cosine below which a unit stands on its kink')
        .argParser(toCosine)
        .default(1e-3),
    )
    .addOption(
      new Option('--radius-points <n>', 'training points whose split radii are measured, at most')
        .argParser(toCount)
        .default(40),
    )
    .option('--report <file>', 'write an HTML report')
    .option('--out <dir>', 'folder for alternative.npz, training.npz, polished.safetensors and run.json')
    .option('--json', 'print one JSON object');
  return addExactBackendOptions(addRunOptions(command, { checkpoints: false }), 'auto').action(
    async (options: CertifyOptions) => {
      // Charts take long to load, and the other commands come without them.
      const { runCertify } = await import('../certify/run-certify.ts');
      await runCertify(options, terminal);
    },
  );
}
