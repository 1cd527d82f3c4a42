import { argument, DomainError, wording } from '@noprior/tensor';
import type { AttackSetting, AttackSettingValue } from '../attack.ts';
import { choiceSetting, numberSetting, objectiveSetting, toChoice, toNumber } from '../attack-settings.ts';
import type { OptimizerConfig } from '../optimizers/make-optimizer.ts';
import type { AlphaSchedule } from '../optimizers/schedules.ts';
import { priorSettings } from '../starts/prior-settings.ts';
import { type KktAttackConfig, kktCoordinates } from './kkt-attack-config.ts';

const optimizers: Readonly<Record<OptimizerConfig['kind'], OptimizerConfig>> = {
  sgd: { kind: 'sgd', momentum: 0.9 },
  nesterov: { kind: 'nesterov', momentum: 0.9 },
  adam: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  'row-adam': { kind: 'row-adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
};
const optimizerKinds = ['sgd', 'nesterov', 'adam', 'row-adam'] as const;

/** Settings of the KKT attack as a user gives them. */
export const kktSettings: readonly AttackSetting<KktAttackConfig>[] = [
  objectiveSetting(),
  ...priorSettings<KktAttackConfig>(),
  {
    name: 'lambdaMin',
    kind: 'number',
    about: 'floor of the multipliers, kept by a penalty',
    get: ({ prior }) => prior.lambdaMin,
    set: (config, value) => ({ ...config, prior: { ...config.prior, lambdaMin: toNumber('lambdaMin', value) } }),
  },
  {
    name: 'optimizer',
    kind: 'choice',
    choices: optimizerKinds,
    about: 'update rule, with momentum 0.9, or betas 0.9 and 0.999',
    get: ({ optimizer }) => optimizer.kind,
    set: (config, value) => {
      const kind = toChoice('optimizer', optimizerKinds, value);
      return kind === config.optimizer.kind ? config : { ...config, optimizer: optimizers[kind] };
    },
  },
  numberSetting('stepSize', 'positive', 'step size for the points'),
  numberSetting('lambdaStepSize', 'positive', 'step size for the multipliers'),
  choiceSetting('schedule', ['constant', 'cosine-tail'], 'course of the step sizes'),
  {
    name: 'alpha',
    kind: 'course',
    about: 'sharpness of the surrogate derivative, or its course over the run',
    get: ({ alpha }) => (typeof alpha === 'number' ? alpha : [alpha.from, alpha.to]),
    set: (config, value) => ({ ...config, alpha: toAlpha(value) }),
  },
  choiceSetting(
    'scale',
    ['mean', 'sum'],
    'factor before the sum over candidates while the attack runs, and unit of lambdaMin; results hold the multipliers of the KKT conditions',
  ),
  choiceSetting(
    'coordinates',
    kktCoordinates,
    'move points of the input space, or of the span that the first layer reveals, which is faster; auto: the span where it is clear; default input',
  ),
  choiceSetting('form', ['auto', 'direct', 'gram'], 'which of two equal programs runs'),
  numberSetting('maxIterations', 'count', 'length of the run'),
  numberSetting('targetLoss', 'number', 'total loss at which the run ends early'),
];

/** @throws {DomainError} unless it is a number or a pair */
function toAlpha(value: AttackSettingValue): AlphaSchedule {
  if (typeof value === 'number') return value;
  const [from, to] = Array.isArray(value) ? value : [];
  if (!Array.isArray(value) || value.length !== 2 || typeof from !== 'number' || typeof to !== 'number') {
    throw new DomainError(
      wording`attack: ${argument('alpha')} must be a number, or two that it goes between, got ${JSON.stringify(value)}`,
    );
  }
  return { from, to };
}
