import { type Candidates, oracleLoss, regressionAsBinary, scaleFactor, suggestedObjective } from '@noprior/kkt-loss';
import type { LabelledData, ReluNetwork } from '@noprior/relu-models';
import { argument, DomainError, DtypeError, definedOnly, makeHostTensor, toHostDtype, wording } from '@noprior/tensor';
import type { Attack, AttackConfig, KktEvaluationSettings } from '../attack.ts';
import { type Knowledge, known } from '../knowledge.ts';
import type { AttackResult } from './attack-result.ts';
import { type OwnCosines, ownCosines } from './own-cosines.ts';
import { runAttack } from './run-attack.ts';
import type { RunAttackOptions } from './run-attack-options.ts';

/** Multipliers start at no less than this share of their mean. */
const leastShare = 1e-3;

/** How the run is driven; `start` is the truth, and there is nothing to resume. */
export type TruthStartOptions<Config extends AttackConfig = AttackConfig> = Omit<
  RunAttackOptions<Config>,
  'start' | 'startLabel' | 'resume' | 'checkpoint'
>;

/** Where an attack settles when it starts from the truth. It needed the truth: an oracle bound, no attack. */
export interface TruthStart<Config extends AttackConfig = AttackConfig> extends AttackResult<Config> {
  /** L_stationary of the true samples with their best multipliers, before any iteration; with the sharpness of the
   * first iteration. */
  readonly oracleLoss: number;
  /** Multipliers that were raised to the floor before the start: samples that the best fit leaves out, or nearly. */
  readonly raised: number;
  /** How far every returned point is from the true sample that it started from. Left out where candidate updates
   * have changed the number of points. */
  readonly drift?: OwnCosines | undefined;
}

/** An attack, started from the TRUE samples with their best multipliers: does its objective keep them?
 *
 * It needs the truth, so it is an oracle bound and no attack, and its knowledge says so: labels and number of
 * samples are known by `truth`. Samples that drift away at a falling loss are lost by the objective itself, and no
 * better search brings them back. Samples that stay may still be out of reach from a random start.
 *
 * Multipliers are those of {@link oracleLoss}. For an attack with a penalty on small multipliers, one for each
 * point, each is raised to at least the floor, of the unit of the attack, and to 1e-3 of their mean: the penalty
 * starts at 0, and no sample starts without a gradient. The raised ones make the start a little worse than the
 * oracle loss. The attack runs as `attack.fromStart` has it, without a coarse beginning or a target; what its
 * configuration says of drawn candidates has no effect.
 *
 * @param data  x [n, d] true samples, y [n] labels as the network's objective has them
 * @throws {DomainError} for an attack that takes no start, a configuration, an option or labels outside their range,
 *   values that are not finite, or best multipliers that are all 0 without a positive floor
 * @throws {ShapeError} if network, box and data do not fit together
 * @throws {DtypeError} if the backend does not offer float64 and `config.dtype`
 * @throws {ConvergenceError} if the loss is not finite
 * @see {@link runAttack}
 * @example (await truthStart(kktAttack, network, training, knowledgeOf(network), { backend })).drift?.median
 */
export async function truthStart<Config extends AttackConfig>(
  attack: Attack<Config>,
  network: ReluNetwork,
  data: LabelledData,
  knowledge: Knowledge,
  options: TruthStartOptions<Config>,
): Promise<TruthStart<Config>> {
  const { backend } = options;
  if (!attack.takesStart) {
    throw new DomainError(
      `truthStart: the attack ${attack.name} draws its points itself and takes no start; use another`,
    );
  }
  if (!backend.dtypes.includes('float64')) {
    throw new DtypeError(
      `truthStart: multipliers are fitted in float64, which ${backend.name} does not offer; use another`,
    );
  }
  const config = attack.fromStart(attack.resolve(network, knowledge, options.config ?? attack.defaults));
  const settings = attack.evaluation(config, 0);
  const { objective = 'binary' } = settings;
  // To an attack with positive multipliers a regression is `binary`; the truth has the targets of a regression.
  const isRegression = objective === 'binary' && suggestedObjective(network) === 'regression';
  const { loss, lambda } = await oracleLoss(backend, network, data, {
    scale: 'sum',
    objective: isRegression ? 'regression' : objective,
    ...definedOnly({ alpha: settings.alpha }),
  });
  const truth: Candidates = { ...data, lambda };
  const { start, raised } = raise(isRegression ? regressionAsBinary(truth) : truth, settings, config);
  const result = await runAttack(attack, network, knowledge, { ...options, config, start });
  const { x, y } = data;
  return {
    ...result,
    knowledge: { ...result.knowledge, labels: known(y, 'truth'), samples: known(x.shape[0]!, 'truth') },
    oracleLoss: loss,
    raised,
    drift: result.candidates.x.shape[0] === x.shape[0] ? ownCosines(result.candidates.x, x) : undefined,
  };
}

/** Raise multipliers to the floor of an attack that has one for each point.
 *
 * @throws {DomainError} if they are all 0 and there is none
 */
function raise(
  truth: Candidates,
  { lambdaMin, objective = 'binary', scale = 'sum' }: KktEvaluationSettings,
  { dtype }: AttackConfig,
): { readonly start: Candidates; readonly raised: number } {
  const best = Float64Array.from(truth.lambda.data);
  const mean = best.reduce((total, value) => total + Math.abs(value), 0) / best.length;
  const hasFloor = lambdaMin !== undefined && (objective === 'binary' || objective === 'runner-up');
  // A little above, so that rounding on the way to the attack's unit leaves none below.
  const floor = hasFloor
    ? Math.max(lambdaMin * scaleFactor(scale, truth.x.shape[0]!) * (1 + 2 ** -20), leastShare * mean)
    : mean;
  if (!(floor > 0)) {
    throw new DomainError(
      wording`truthStart: the best multipliers of the true samples are all 0, so they explain nothing of this network; check that these are its training data, or set a positive ${argument('lambdaMin')}`,
    );
  }
  if (!hasFloor) return { start: truth, raised: 0 };
  const lambda = best.map((value) => Math.max(value, floor));
  return {
    start: {
      x: toHostDtype(truth.x, dtype),
      lambda: toHostDtype(makeHostTensor(lambda, truth.lambda.shape), dtype),
      y: toHostDtype(truth.y, dtype),
    },
    raised: best.filter((value) => value < floor).length,
  };
}
