import type { ObjectiveKind } from '@noprior/kkt-loss';
import { checkNetwork, inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';
import type { Attack } from '../attack.ts';
import { flagSetting, numberSetting } from '../attack-settings.ts';
import { boundsFact } from '../starts/bounds-fact.ts';
import { type BoxVertexConfig, boxVertexDefaults, checkBoxVertexConfig } from './box-vertex-config.ts';
import { BoxVertexRun } from './box-vertex-run.ts';
import { knownBox } from './known-box.ts';

/** Arrays that the linear programs of a round keep for every coordinate of every direction. */
const copies = 4;

/** Training samples as vertices of the box within the span of the first layer: geometry alone, without multipliers,
 * activation patterns and loss.
 *
 * The first layer determines the span of the samples ({@link estimateSpan}). A sample with many coordinates at the
 * bounds of their range, as black pixels are, is a vertex of that span within the box, and one on very many faces at
 * once. Each round follows differences of rows of the first layer ({@link rowDifferences}), which point at few
 * samples, and directions with a few pinned pixels ({@link pinnedPixelDirections}). A linear program leads from each
 * to a vertex, which becomes the next direction, a few times.
 *
 * Vertices with far more coordinates at bounds than vertices in random directions are predicted to be members. They
 * are projected out of the rows, so that the next round sees weaker samples. Noise moves samples off the estimated
 * span, so they are not exact vertices; refinement ({@link refineByBoundLikelihood}) recovers them, and its points
 * follow the members.
 *
 * The verdict says what the prediction is worth ({@link boxVertexVerdict}). The attack finds samples with a strong
 * signal in the first layer. Where few coordinates are at bounds it finds few, and predicts false members. Where
 * hardly any vertices but samples exist, as with few samples, it predicts fewer than it finds. It needs a first
 * layer with a bias, or data of mean 0: otherwise sums of samples are vertices.
 *
 * `memberScore` is the z-score of each point's number of coordinates at bounds among vertices in random directions.
 * The details have the verdict, the span, the rounds, an account of each point, and with `freeShift` the shift of
 * each point: point plus shift is what the network was trained on.
 *
 * @see docs/theory.md, section 17; Chan, Ma, Chi, Wang 2008, A convex analysis framework for blind separation of
 * non-negative sources
 */
export const boxVertexAttack: Attack<BoxVertexConfig> = {
  name: 'box-vertices',
  title: 'Box vertices',
  origin: 'contributed',
  source: 'docs/theory.md, section 17',
  uses: ['box'],
  defaults: boxVertexDefaults,
  presets: {},
  settings: [
    numberSetting('rounds', 'count', 'rounds at most'),
    numberSetting('directions', 'count', 'directions of each kind that a round follows, at most'),
    flagSetting('freeShift', 'an unknown constant was added to each sample; points are reported without it'),
    numberSetting('patience', 'count', 'rounds in a row without a new member after which it ends'),
    numberSetting(
      'zScoreThreshold',
      'nonnegative',
      'deviations above vertices in random directions that make a member',
    ),
    numberSetting('pinnedPixels', 'index', 'random pixels that a direction pins to the high bound'),
    numberSetting('lpIterations', 'count', 'iterations of each linear program'),
    numberSetting('lpRestarts', 'index', 'times that a vertex becomes the next direction'),
    numberSetting('refinementIterations', 'index', 'iterations of the refinement'),
    numberSetting('noiseScale', 'positive', 'noise of a coordinate in the refinement, as a share of its range'),
    numberSetting('slack', 'nonnegative', 'share of the width of the box by which the search may leave it'),
    numberSetting('signalToNoise', 'nonnegative', 'multiple of its noise from which on a row difference is followed'),
    numberSetting('alpha', 'positive', 'sharpness of the surrogate derivative for the multipliers'),
  ],
  columns: [
    'predictedMembers',
    'newMembers',
    'directions',
    'distinct',
    'nullVertices',
    'sharedVertices',
    'threshold',
    'refined',
  ],
  evaluateEvery: 1,
  takesStart: false,
  resolve(network, knowledge, base) {
    checkNetwork(network);
    const config = { ...base, box: knownBox('box-vertices', knowledge), objective: objectiveOf(network) };
    checkBoxVertexConfig(config, inputSize(network));
    return config;
  },
  fromStart(): never {
    throw new DomainError(
      'box-vertices: it searches the whole span, so it has no start; use the attack kkt or evidence',
    );
  },
  evaluation: ({ alpha, objective = 'binary' }) => ({ alpha, objective, scale: 'sum' }),
  memory(network, { directions }) {
    return 2 * directions * copies * inputSize(network);
  },
  async begin(network, config, context) {
    checkNetwork(network);
    checkBoxVertexConfig(config, inputSize(network));
    return BoxVertexRun.open(network, config, context);
  },
  describe: ({ box, freeShift, rounds, directions, zScoreThreshold }) => [
    boundsFact(box),
    { name: 'freeShift', value: freeShift },
    { name: 'rounds', value: rounds },
    { name: 'directions', value: directions },
    { name: 'zScoreThreshold', value: zScoreThreshold },
  ],
};

/** Multipliers of a single output are positive whatever it was trained for; of several outputs there is one for each
 * competing class. */
function objectiveOf(network: ReluNetwork): ObjectiveKind {
  return outputSize(network) === 1 ? 'binary' : 'per-class';
}
