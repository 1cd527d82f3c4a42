import { oracleLoss, scaleFactor } from '@noprior/kkt-loss';
import { checkBinaryNetwork, inputSize, type LabelledData, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, DtypeError, makeHostTensor, toHostDtype } from '@noprior/tensor';
import { checkKktAttackConfig, type KktAttackConfig } from '../kkt/kkt-attack-config.ts';
import { type KktAttackResult, type RunKktAttackOptions, runKktAttack } from '../kkt/run-kkt-attack.ts';
import { alphaAt } from '../optimizers/schedules.ts';
import { type OwnCosines, ownCosines } from './own-cosines.ts';

/** Multipliers start at no less than this share of their mean. */
const leastShare = 1e-3;

/** How the run is driven; `start` is the truth, and there is nothing to resume. */
export type TruthStartOptions = Omit<RunKktAttackOptions, 'backend' | 'start' | 'startLabel' | 'resume' | 'checkpoint'>;

/** Where the attack settles when it starts from the truth. It needed the truth: a ceiling, no attack. */
export interface TruthStart extends KktAttackResult {
  /** L_stationary of the true images with their best multipliers, before any iteration; with the sharpness of the first
   * iteration. */
  readonly oracleLoss: number;
  /** Multipliers that were raised to the floor before the start: samples that the best fit leaves out, or nearly. */
  readonly raised: number;
  /** How far every returned point is from the true image that it started from. */
  readonly drift: OwnCosines;
}

/** The attack, started from the TRUE images with their best multipliers: does its objective keep them?
 *
 * It needs the truth, so it is a ceiling and no attack. Images that drift away at a falling loss are lost by the objective
 * itself, and no better search brings them back. Images that stay may still be out of reach from a random start.
 *
 * Multipliers are those of {@link oracleLoss}, each raised to at least `lambdaMin` (of the unit of `config.scale`) and 1e-3 of their mean: the penalty on
 * small multipliers starts at 0, and no sample starts without a gradient. The raised ones make the start a little worse
 * than the oracle loss. The start is not drawn from the prior, so `candidatesPerClass` and `initialisation` have no
 * effect, and labels need not be balanced; box and `lambdaMin` act as in any attack.
 *
 * @param data  x [n, d] true images, y [n] labels, -1 or +1
 * @throws {DomainError} for a configuration, an option or labels outside their range, values that are not finite, or best
 *   multipliers that are all 0 without a positive `lambdaMin`
 * @throws {ShapeError} if network, box and data do not fit together
 * @throws {DtypeError} if the backend does not offer float64 and `config.dtype`
 * @throws {ConvergenceError} if the loss is not finite
 * @see {@link runKktAttack}
 * @example (await truthStart(backend, network, training, kktPresets['adam-box'])).drift.median
 */
export async function truthStart(
  backend: Backend,
  network: ReluNetwork,
  { x, y }: LabelledData,
  config: KktAttackConfig,
  options: TruthStartOptions = {},
): Promise<TruthStart> {
  checkBinaryNetwork(network);
  checkKktAttackConfig(config, inputSize(network));
  if (!backend.dtypes.includes('float64')) {
    throw new DtypeError(
      `truthStart: multipliers are fitted in float64, which ${backend.name} does not offer; use another`,
    );
  }
  const alpha = alphaAt(config.alpha, 0, config.maxIterations);
  const { loss, lambda } = await oracleLoss(backend, network, { x, y }, { alpha });
  const best = Float64Array.from(lambda.data);
  const floor = Math.max(
    // A little above, so that rounding on the way to the attack's unit leaves none below.
    config.prior.lambdaMin * scaleFactor(config.scale, best.length) * (1 + 2 ** -20),
    (leastShare * best.reduce((total, value) => total + value, 0)) / best.length,
  );
  if (!(floor > 0)) {
    throw new DomainError(
      'truthStart: the best multipliers of the true images are all 0, so they explain nothing of this network; check that these are its training data, or set a positive lambdaMin',
    );
  }
  const start = {
    x: toHostDtype(x, config.dtype),
    lambda: toHostDtype(
      makeHostTensor(
        best.map((value) => Math.max(value, floor)),
        lambda.shape,
      ),
      config.dtype,
    ),
    y: toHostDtype(y, config.dtype),
  };
  const result = await runKktAttack(network, config, { ...options, backend, start });
  return {
    ...result,
    oracleLoss: loss,
    raised: best.filter((value) => value < floor).length,
    drift: ownCosines(result.candidates.x, x),
  };
}
