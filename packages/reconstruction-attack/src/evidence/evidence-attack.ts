import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { advice, DomainError, definedOnly, wording } from '@noprior/tensor';
import type { Attack } from '../attack.ts';
import { choiceSetting, numberSetting, objectiveSetting } from '../attack-settings.ts';
import { type Knowledge, knownValue } from '../knowledge.ts';
import { priorBox } from '../starts/prior.ts';
import { priorFacts, priorSettings } from '../starts/prior-settings.ts';
import { candidateMemory, labelCount, resolveBox, resolveObjective } from '../starts/resolve-prior.ts';
import { resolveSpanStart } from '../starts/span-start.ts';
import {
  checkEvidenceAttackConfig,
  type EvidenceAttackConfig,
  evidenceAttackDefaults,
  evidenceNoise,
} from './evidence-attack-config.ts';
import { EvidenceAttackRun } from './evidence-attack-run.ts';

/** How much coarser the noise is at the beginning of a run than at its end. */
const noiseRatio = 100;

/** Search for points and multipliers of the highest evidence in the first layer, whose initial weights are noise of
 * a known size:
 *
 *     minimise  sum_j r_j^T C^-1 r_j + m log det C,   C = sigma^2 I + rho^2 sum_i a_i^2 v_i v_i^T,   v_i = (x_i, 1)
 *
 * sigma is `knowledge.startNoise`, known or estimated from the singular values of W_1. A run begins at 100 sigma,
 * where samples with strong signals are found first, and comes down to sigma. The ratio has no unit, so an attack on
 * weights in another unit is the same attack.
 *
 * It predicts no members. `memberScore` is the size of a point's multipliers: it ranks the points of one run, no more.
 *
 * @see {@link firstLayerEvidence}
 * @example await runAttack(evidenceAttack, network, knowledgeOf(network), { backend });
 */
export const evidenceAttack: Attack<EvidenceAttackConfig> = {
  name: 'evidence',
  title: 'Evidence attack',
  origin: 'contributed',
  source: 'this project: docs/theory.md',
  uses: ['box', 'startNoise'],
  defaults: evidenceAttackDefaults,
  presets: {},
  settings: [
    objectiveSetting(),
    ...priorSettings<EvidenceAttackConfig>(),
    numberSetting('misfit', 'positive', "expected relative error of a sample's back-propagated signal"),
    numberSetting('alpha', 'positive', 'sharpness of the surrogate derivative'),
    numberSetting('contrast', 'nonnegative', 'weight of the belief that pixels lie near the ends of their range'),
    numberSetting('stepSize', 'positive', 'step size for the points'),
    numberSetting('logLambdaStepSize', 'positive', 'step size for the logarithms of the multipliers'),
    choiceSetting('schedule', ['constant', 'cosine-tail'], 'course of the step sizes'),
    choiceSetting('form', ['auto', 'direct', 'gram'], 'which of two equal programs runs'),
    numberSetting('maxIterations', 'count', 'length of the run'),
  ],
  columns: ['noise', 'value', 'fit', 'occam'],
  evaluateEvery: 20,
  takesStart: true,
  resolve: resolveEvidence,
  // The coarse noise of the beginning is for a start that knows nothing.
  fromStart: ({ start: _, ...config }) => {
    const { to } = evidenceNoise(config);
    return { ...config, noise: { from: to, to } };
  },
  evaluation: ({ alpha, objective = 'binary', prior }) => ({ alpha, objective, box: priorBox(prior) }),
  memory: (network, { prior }) => candidateMemory(network, labelCount(network) * prior.candidatesPerClass),
  begin: (network, config, context) => EvidenceAttackRun.begin(network, config, context),
  describe: (config) => [
    ...priorFacts(config),
    { name: 'startNoise', value: evidenceNoise(config).to },
    { name: 'contrast', value: config.contrast },
    { name: 'iterations', value: config.maxIterations },
  ],
};

function resolveEvidence(network: ReluNetwork, knowledge: Knowledge, base: EvidenceAttackConfig): EvidenceAttackConfig {
  const objective = resolveObjective(network, base.objective, { positive: true });
  const { start: asked, prior, noise, ...rest } = base;
  const { box: _, ...law } = prior;
  const box = resolveBox(prior, knowledge);
  const start = resolveSpanStart(asked, box, inputSize(network));
  const config: EvidenceAttackConfig = {
    ...rest,
    objective,
    noise: noise === 'known' ? resolveNoise(knowledge) : noise,
    prior: { ...law, ...definedOnly({ box }) },
    ...definedOnly({ start }),
  };
  checkEvidenceAttackConfig(config, inputSize(network));
  return config;
}

/** @throws {DomainError} if it is neither known nor estimated */
function resolveNoise({ startNoise }: Knowledge): { readonly from: number; readonly to: number } {
  const to = knownValue(startNoise);
  if (to === undefined) {
    throw new DomainError(
      wording`evidence attack: the standard deviation of the initial first layer is not known and cannot be estimated from the singular values of W_1; ${advice('give-start-noise', 'give it as knowledge.startNoise')}, or use another attack`,
    );
  }
  return { from: noiseRatio * to, to };
}
