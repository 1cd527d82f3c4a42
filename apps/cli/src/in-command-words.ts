import type { Wording } from '@noprior/tensor';

/** How the options of a command are written, by their names in programs: `perClass` is `--per-class`. */
export type OptionFlags = ReadonlyMap<string, string>;

/** What to do, in the words of the command line, by the code of the advice. */
const commandAdvice: Readonly<Record<string, string>> = {
  'project-or-force': 'add --project, --mode stationarity or --force',
  force: 'add --force',
  'name-classes':
    'name the rule, --labels odd-even, vehicles-animals or one-vs-rest:K, that the network was trained with',
  'name-training-set': 'name the data it was trained on with --dataset, --per-class and --seed',
  'random-direction': 'take --direction random, or one from a file',
  'give-start-noise': 'give it as --noise S',
  'give-scale': 'add --scale mean for that unit, --scale sum for the multipliers themselves',
  'give-module': 'name its module in NOPRIOR_TFJS_NODE',
  'give-openvino-folder': 'name DIR in NOPRIOR_OPENVINO',
  'fit-anew': 'fit them anew',
  'fit-multipliers': 'noprior certify --out DIR fits those of a training set',
};

/** Options by the names of arguments that are called otherwise in packages. */
const otherNames: Readonly<Record<string, string>> = { network: 'model' };

/** A text of a package in the words of the command line: arguments as the options of the command, advice as what to type.
 *
 * @example inCommandWords(wording`split: ... or ${advice('force', 'pass force: true')}`) // => 'split: ... or add --force'
 */
export function inCommandWords({ parts }: Pick<Wording, 'parts'>, flags: OptionFlags = new Map()): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const { text, argument, advice } = part;
      if (argument !== undefined) return flags.get(argument) ?? flags.get(otherNames[argument] ?? argument) ?? text;
      if (advice === 'start-anew' && flags.has('overwrite')) return `${text} with --overwrite`;
      return commandAdvice[advice ?? ''] ?? text;
    })
    .join('');
}
