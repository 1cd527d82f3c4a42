/** What a library message calls its arguments, in the words of the command line.
 *
 * @example inOptions('split: ... or pass force: true') // => 'split: ... or add --force'
 */
export function inOptions(message: string): string {
  return message
    .replace("pass project: true, mode: 'stationarity' or force: true", 'add --project, --mode stationarity or --force')
    .replace(/^(certify|refine): network /, '$1: --model ')
    .replace('name the two classes that', 'name the rule, --labels odd-even, vehicles-animals or one-vs-rest:K, that')
    .replace(
      'name the samples it was trained on,',
      'name the data it was trained on with --dataset, --per-class and --seed,',
    )
    .replace(/\bform (gram|direct)\b/g, '--form $1')
    .replace('take the family random, or a direction of your own', 'take --direction random, or one from a file')
    .replace('give it as knowledge.startNoise', 'give it as --noise S')
    .replace('note: scale mean:', 'note: --scale mean:')
    .replace('give the scale: mean for that unit, sum for', 'add --scale mean for that unit, --scale sum for')
    .replace('pass force: true', 'add --force')
    .replace('and b, or force: true', 'and b, or add --force')
    .replace(', and give it as load', ', and name its module in NOPRIOR_TFJS_NODE')
    .replace(', and give DIR as openvino', ', and name DIR in NOPRIOR_OPENVINO')
    .replace('fit them anew with oracleLoss', 'fit them anew')
    .replace('; fit multipliers with oracleLoss', '; noprior certify --out DIR fits those of a training set');
}
