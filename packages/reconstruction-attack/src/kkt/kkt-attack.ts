import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { definedOnly } from '@noprior/tensor';
import type { Attack } from '../attack.ts';
import type { Knowledge } from '../knowledge.ts';
import { alphaAt } from '../optimizers/schedules.ts';
import { priorBox } from '../starts/prior.ts';
import { priorFacts } from '../starts/prior-settings.ts';
import { candidateMemory, labelCount, resolveBox, resolveObjective } from '../starts/resolve-prior.ts';
import { resolveSpanStart } from '../starts/span-start.ts';
import { checkKktAttackConfig, type KktAttackConfig } from './kkt-attack-config.ts';
import { KktAttackRun } from './kkt-attack-run.ts';
import { kktPresets } from './kkt-presets.ts';
import { kktSettings } from './kkt-settings.ts';

/** The KKT reconstruction attack: points and multipliers that explain the weights as a KKT point of the max-margin
 * problem.
 *
 *     minimise  || theta - s sum_i lambda_i y_i grad_theta Phi(theta; x_i) ||^2
 *               + 5 sum_i max(0, lambda_min - lambda_i)^2  +  sum max(0, x - high)^2 + max(0, low - x)^2
 *
 * It predicts no members. `memberScore` is the size of a point's multipliers: it ranks the points of one run, no more.
 *
 * @see Haim et al. 2022, arXiv:2206.07758
 * @example await runAttack(kktAttack, network, knowledgeOf(network), { backend, config: kktAttack.presets['haim2022-mnist'] });
 */
export const kktAttack: Attack<KktAttackConfig> = {
  name: 'kkt',
  title: 'KKT attack',
  origin: 'published',
  source: 'Haim et al. 2022, arXiv:2206.07758',
  uses: ['box'],
  defaults: kktPresets['adam-box'],
  presets: kktPresets,
  settings: kktSettings,
  columns: ['total', 'stationarity', 'dualFeasibility', 'prior'],
  evaluateEvery: 100,
  takesStart: true,
  resolve: resolveKkt,
  fromStart: ({ targetLoss: _, start: __, ...config }) => config,
  evaluation: (config, iteration) => ({
    alpha: alphaAt(config.alpha, iteration, config.maxIterations),
    scale: config.scale,
    objective: config.objective ?? 'binary',
    lambdaMin: config.prior.lambdaMin,
    box: priorBox(config.prior),
  }),
  memory: (network, { prior }) => candidateMemory(network, labelCount(network) * prior.candidatesPerClass),
  begin: (network, config, context) => KktAttackRun.begin(network, config, context),
  describe: (config) => [
    ...priorFacts(config),
    { name: 'multiplierFloor', value: config.prior.lambdaMin },
    { name: 'iterations', value: config.maxIterations },
  ],
};

function resolveKkt(network: ReluNetwork, knowledge: Knowledge, base: KktAttackConfig): KktAttackConfig {
  const objective = resolveObjective(network, base.objective, { positive: false });
  const { start: asked, prior, ...rest } = base;
  const { box: _, ...law } = prior;
  const box = resolveBox(prior, knowledge);
  const start = resolveSpanStart(asked, box, inputSize(network));
  const config: KktAttackConfig = {
    ...rest,
    objective,
    prior: { ...law, ...definedOnly({ box }) },
    ...definedOnly({ start }),
  };
  checkKktAttackConfig(config, inputSize(network));
  return config;
}
