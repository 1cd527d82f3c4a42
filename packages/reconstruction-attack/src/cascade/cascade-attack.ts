import { estimateSpan } from '@noprior/first-layer-spectrum';
import { checkNetwork, inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, ShapeError } from '@noprior/tensor';
import type { Attack, AttackSetting } from '../attack.ts';
import { choiceSetting, numberSetting, toNumber } from '../attack-settings.ts';
import { boxVertexAttack } from '../box-vertices/box-vertex-attack.ts';
import { knownBox } from '../box-vertices/known-box.ts';
import { evidenceAttack } from '../evidence/evidence-attack.ts';
import { type Knowledge, knownValue } from '../knowledge.ts';
import { boundsFact } from '../starts/bounds-fact.ts';
import { whyNoSpan } from '../why-no-span.ts';
import {
  type CascadeConfig,
  cascadePresets,
  checkCascadeConfig,
  evidenceStageConfig,
  vertexStageConfig,
} from './cascade-config.ts';
import { CascadeRun } from './cascade-run.ts';

/** Three attacks in a row: `box-vertices`, then `evidence` from the vertices that it found, then `evidence` from
 * random draws.
 *
 * Vertices are the better start for images with many black or white pixels, random draws for others, and the two
 * find different samples. So all points are kept: those of `box-vertices` as they are, since a search may spoil
 * them, and the candidates of both searches, the one with the better evidence first. Multipliers are those that
 * explain all points together best.
 *
 * Predicted members and `memberScore` are those of `box-vertices`. Candidates of the searches are no predicted
 * members, and score 1 less than the lowest of its scores and 0. A run can go on from any iteration.
 *
 * @see {@link boxVertexAttack}, {@link evidenceAttack}
 */
export const cascadeAttack: Attack<CascadeConfig> = {
  name: 'cascade',
  title: 'Cascade',
  origin: 'contributed',
  source: 'this project: docs/theory.md, sections 14 and 17',
  uses: ['box', 'startNoise', 'samples'],
  defaults: cascadePresets.standard,
  presets: cascadePresets,
  settings: [
    vertexSetting('rounds', 'rounds of the first stage at most'),
    vertexSetting('directions', 'directions of each kind that a round follows, at most'),
    vertexSetting('patience', 'rounds in a row without a new member after which the first stage ends'),
    searchSetting('fromVerticesIterations', 'fromVertices', 'iterations of the search from vertices'),
    searchSetting('fromDrawsIterations', 'fromDraws', 'iterations of the search from random draws'),
    numberSetting('drawsPerSample', 'positive', 'random draws for each sample'),
    numberSetting('misfit', 'positive', "expected relative error of a sample's back-propagated signal"),
    numberSetting('alpha', 'positive', 'sharpness of the surrogate derivative'),
    numberSetting('contrast', 'nonnegative', 'weight of the belief that pixels lie near the ends of their range'),
    numberSetting('logLambdaStepSize', 'positive', 'step size for the logarithms of the multipliers'),
    choiceSetting('schedule', ['constant', 'cosine-tail'], 'course of the step sizes'),
    choiceSetting('form', ['auto', 'direct', 'gram'], 'which of two equal programs runs'),
  ],
  columns: [...new Set([...boxVertexAttack.columns, ...evidenceAttack.columns])],
  evaluateEvery: evidenceAttack.evaluateEvery,
  takesStart: false,
  resolve(network, knowledge, base) {
    checkNetwork(network);
    if (outputSize(network) !== 1) {
      throw new ShapeError(
        `cascade: it takes networks with one output, and this one has ${outputSize(network)}; use box-vertices, its first stage, which takes any`,
      );
    }
    const box = knownBox('cascade', knowledge);
    const config: CascadeConfig = { ...base, box, ...spanFacts(network, knowledge), objective: 'binary' };
    checkCascadeConfig(config, inputSize(network));
    return config;
  },
  fromStart(): never {
    throw new DomainError('cascade: it makes its own starts; use the attack kkt or evidence from a given one');
  },
  evaluation: ({ alpha }) => ({ alpha, objective: 'binary', scale: 'sum' }),
  memory(network, config) {
    checkCascadeConfig(config, inputSize(network));
    return Math.max(
      boxVertexAttack.memory(network, vertexStageConfig(config)),
      evidenceAttack.memory(network, evidenceStageConfig(config, 'fromDraws')),
    );
  },
  async begin(network, config, context) {
    checkCascadeConfig(config, inputSize(network));
    return CascadeRun.begin(network, config, context);
  },
  describe: ({ box, samples, noise, drawsPerSample, contrast }) => [
    boundsFact(box),
    { name: 'samples', value: samples },
    { name: 'startNoise', value: noise },
    { name: 'drawsPerSample', value: drawsPerSample },
    { name: 'contrast', value: contrast },
  ],
};

/** Number of samples and noise of the start. Weights without noise have that of rounding: evidence needs some.
 *
 * @throws {DomainError} if they are absent, and the first layer does not determine them
 */
function spanFacts(network: ReluNetwork, knowledge: Knowledge): { readonly samples: number; readonly noise: number } {
  const samples = knownValue(knowledge.samples);
  const noise = knownValue(knowledge.startNoise);
  if (samples !== undefined && noise !== undefined) return { samples, noise };
  const span = estimateSpan(network);
  if (span.verdict === 'none') {
    throw new DomainError(
      `cascade: the first layer does not determine the span of the samples (${whyNoSpan(span.because)}); the attack kkt needs no span`,
    );
  }
  const rounding = Number.EPSILON * (span.singularValues[0] ?? 0);
  return { samples: samples ?? span.rank, noise: noise ?? (span.noise > 0 ? span.noise : rounding) };
}

function vertexSetting(name: 'rounds' | 'directions' | 'patience', about: string): AttackSetting<CascadeConfig> {
  return {
    name,
    kind: 'count',
    about,
    get: ({ vertices }) => vertices[name],
    set: (config, value) => ({ ...config, vertices: { ...config.vertices, [name]: toNumber(name, value) } }),
  };
}

function searchSetting(
  name: string,
  search: 'fromVertices' | 'fromDraws',
  about: string,
): AttackSetting<CascadeConfig> {
  return {
    name,
    kind: 'count',
    about,
    get: (config) => config[search].maxIterations,
    set: (config, value) => ({ ...config, [search]: { ...config[search], maxIterations: toNumber(name, value) } }),
  };
}
