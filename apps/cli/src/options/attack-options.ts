import type { Box, ObjectiveKind } from '@noprior/kkt-loss';
import {
  type AlphaSchedule,
  type Initialisation,
  type KktAttackConfig,
  type KktPresetName,
  kktPresetNames,
  kktPresets,
  meanBox,
  type OptimizerConfig,
} from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import type { Dtype } from '@noprior/tensor';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { cascadePresetNames } from '../is-strong-preset.ts';
import { objectiveChoices, objectiveSetting } from '../model-objective.ts';
import { UsageError } from '../usage-error.ts';
import { toCount, toInterval, toNumber, toPositive, toSeed } from './numbers.ts';

/** Options that determine an attack; whatever is left out comes from the preset. */
export interface AttackCliOptions {
  readonly preset: KktPresetName;
  readonly objective?: ObjectiveKind;
  readonly candidatesPerClass?: number;
  readonly radius?: number;
  readonly initScale?: number;
  readonly box?: 'mean' | 'none' | { low: number; high: number };
  readonly lambdaMin?: number;
  readonly optimizer?: OptimizerConfig['kind'];
  readonly stepSize?: number;
  readonly lambdaStepSize?: number;
  readonly schedule?: 'constant' | 'cosine-tail';
  readonly alpha?: AlphaSchedule;
  readonly scale?: 'mean' | 'sum';
  readonly form: 'auto' | 'direct' | 'gram';
  readonly maxIterations?: number;
  readonly targetLoss?: number;
  readonly seed: number;
  readonly dtype: Dtype;
}

/** Add the options of an attack. */
export function addAttackOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--preset <name>',
        'configuration to start from; strong-cpu and strong-gpu are attacks of their own: corners, then the evidence of the first layer from them and from random draws',
      )
        .choices([...kktPresetNames, ...Object.keys(cascadePresetNames)])
        .default('adam-box'),
    )
    .addOption(
      new Option(
        '--objective <o>',
        'what explains the network (default: binary for one output, per-class for several)',
      ).choices(objectiveChoices),
    )
    .addOption(new Option('--candidates-per-class <n>', 'candidates for each label').argParser(toCount))
    .addOption(
      new Option('--radius <r>', 'start on the sphere of this radius').argParser(toPositive).conflicts('initScale'),
    )
    .addOption(new Option('--init-scale <s>', 'start from Gaussian noise of this scale').argParser(toPositive))
    .addOption(
      new Option(
        '--box <lo,hi|mean|none>',
        "bounds of the points; mean: the pixel range less the model's stored mean",
      ).argParser(toBox),
    )
    .addOption(new Option('--lambda-min <l>', 'multiplier floor').argParser(toNumber))
    .addOption(new Option('--optimizer <o>', 'momentum 0.9 or betas 0.9, 0.999').choices(Object.keys(optimizers)))
    .addOption(new Option('--step-size <s>', 'for the points').argParser(toPositive))
    .addOption(new Option('--lambda-step-size <s>', 'for the multipliers').argParser(toPositive))
    .addOption(new Option('--schedule <s>', 'of the step sizes').choices(['constant', 'cosine-tail']))
    .addOption(
      new Option('--alpha <a|from,to>', 'sharpness of the surrogate derivative, or its course').argParser(toAlpha),
    )
    .addOption(
      new Option(
        '--scale <s>',
        'factor before the sum over candidates while the attack runs, and unit of --lambda-min; candidates.npz holds the multipliers of the KKT conditions either way',
      ).choices(['mean', 'sum']),
    )
    .addOption(
      new Option('--form <f>', 'which of two equal programs').choices(['auto', 'direct', 'gram']).default('auto'),
    )
    .addOption(new Option('--max-iterations <n>', 'length of the run').argParser(toCount))
    .addOption(new Option('--target-loss <l>', 'end early at this total loss').argParser(toNumber))
    .addOption(new Option('--seed <s>', 'of the start').argParser(toSeed).default(0));
}

/** The configuration that the options name, for a given network.
 *
 * `adam-box` uses the box of the model's stored mean where there is one, unless a box is given.
 *
 * @throws {UsageError} if the box `mean` is asked for and the model stores no mean
 */
export function toAttackConfig(options: AttackCliOptions, network: ReluNetwork): KktAttackConfig {
  const preset = kktPresets[options.preset];
  const given = preset.prior.box;
  const box = toConfigBox(options, network, given === 'known' ? { low: -1, high: 1 } : given);
  const { box: _, ...prior } = preset.prior;
  const config: KktAttackConfig = {
    ...preset,
    ...objectiveSetting(network, options.objective),
    prior: {
      ...prior,
      initialisation: toInitialisation(options, prior.initialisation),
      lambdaMin: options.lambdaMin ?? prior.lambdaMin,
      candidatesPerClass: options.candidatesPerClass ?? prior.candidatesPerClass,
      ...(box === undefined ? {} : { box }),
    },
    optimizer: options.optimizer === undefined ? preset.optimizer : optimizers[options.optimizer],
    stepSize: options.stepSize ?? preset.stepSize,
    lambdaStepSize: options.lambdaStepSize ?? preset.lambdaStepSize,
    schedule: options.schedule ?? preset.schedule,
    alpha: options.alpha ?? preset.alpha,
    scale: options.scale ?? preset.scale,
    form: options.form,
    maxIterations: options.maxIterations ?? preset.maxIterations,
    seed: options.seed,
    dtype: options.dtype,
  };
  return options.targetLoss === undefined ? config : { ...config, targetLoss: options.targetLoss };
}

const optimizers: Readonly<Record<OptimizerConfig['kind'], OptimizerConfig>> = {
  sgd: { kind: 'sgd', momentum: 0.9 },
  nesterov: { kind: 'nesterov', momentum: 0.9 },
  adam: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  'row-adam': { kind: 'row-adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
};

function toInitialisation({ radius, initScale }: AttackCliOptions, preset: Initialisation): Initialisation {
  if (radius !== undefined) return { kind: 'sphere', radius };
  return initScale === undefined ? preset : { kind: 'gaussian', scale: initScale };
}

function toConfigBox(
  { box, preset }: AttackCliOptions,
  network: ReluNetwork,
  fallback: Box | undefined,
): Box | undefined {
  if (box === 'none') return undefined;
  if (box !== undefined && box !== 'mean') return box;
  const known = meanBox(network);
  if (known !== undefined && (box === 'mean' || preset === 'adam-box')) return known;
  if (box === 'mean') throw new UsageError('--box mean: the model stores no mean; give the bounds as --box LO,HI');
  return fallback;
}

function toBox(text: string): AttackCliOptions['box'] {
  return text === 'mean' || text === 'none' ? text : toInterval(text);
}

function toAlpha(text: string): AlphaSchedule {
  const values = text.split(',').map(toPositive);
  const [from, to] = values;
  if (values.length > 2) throw new InvalidArgumentError('Expected one number, or FROM,TO.');
  return to === undefined ? from! : { from: from!, to };
}
