import { type Candidates, checkCandidates } from '@noprior/kkt-loss';
import { inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  DomainError,
  type HostTensor,
  makeHostTensor,
  makeTypedArray,
  toHostDtype,
} from '@noprior/tensor';
import type { AttackAdvance, AttackContext, AttackFound, AttackRun, AttackState } from '../attack.ts';
import { foundByMultipliers } from '../run/found-by-multipliers.ts';
import { initialCandidates } from '../starts/initial-candidates.ts';
import { drawSpanStart } from '../starts/span-start.ts';
import type { EvidenceAttackConfig } from './evidence-attack-config.ts';
import { EvidenceLoop } from './evidence-loop.ts';

/** An evidence attack in progress: two programs an iteration with an n x n Cholesky inversion in float64 on the host between them;
 * everything else stays on the device. Points are clipped to the box, multipliers stay positive by their logarithms. */
export class EvidenceAttackRun implements AttackRun {
  readonly maxIterations: number;
  readonly #config: EvidenceAttackConfig;
  readonly #loop: EvidenceLoop;
  /** [n] labels of the candidates. */
  readonly #y: HostTensor;

  private constructor(config: EvidenceAttackConfig, loop: EvidenceLoop, y: HostTensor) {
    this.maxIterations = config.maxIterations;
    this.#config = config;
    this.#loop = loop;
    this.#y = y;
  }

  /** Draw or take the candidates, compile the programs, and put their state on the device. */
  static async begin(
    network: ReluNetwork,
    config: EvidenceAttackConfig,
    { backend, start: given, state }: AttackContext,
  ): Promise<EvidenceAttackRun> {
    const start = state === undefined ? (given ?? (await startOf(network, config, backend))) : candidatesOf(state);
    checkCandidates(network, start, config.objective);
    const loop = await EvidenceLoop.open(network, start, config, backend, state);
    return new EvidenceAttackRun(config, loop, start.y);
  }

  get iteration(): number {
    return this.#loop.iteration;
  }

  async advance(evaluate: boolean): Promise<AttackAdvance> {
    const { iteration } = this;
    const values = await this.#loop.advance(evaluate);
    return values === undefined ? {} : { record: { iteration, values } };
  }

  async found(): Promise<AttackFound> {
    const { x, logLambda } = await this.#loop.read();
    const { dtype } = this.#config;
    const lambda = makeTypedArray(dtype, logLambda.data.length);
    const columns = logLambda.shape[1] ?? 0;
    for (const [at, value] of logLambda.data.entries()) {
      // With a multiplier for every class the one of a candidate's own class takes no part.
      const isOwn = columns > 0 && at % columns === this.#y.data[Math.floor(at / columns)];
      lambda[at] = isOwn ? 0 : Math.exp(value);
    }
    return foundByMultipliers(
      { x, lambda: makeHostTensor(lambda, logLambda.shape), y: toHostDtype(this.#y, dtype) },
      {},
    );
  }

  async state(): Promise<AttackState> {
    return { arrays: { ...(await this.#loop.readState()), y: this.#y }, lists: {} };
  }

  async dispose(): Promise<void> {
    await this.#loop.dispose();
  }
}

async function startOf(network: ReluNetwork, config: EvidenceAttackConfig, backend: Backend): Promise<Candidates> {
  const { start, prior, seed, dtype } = config;
  if (start === undefined) return evidenceStart(network, config);
  const { candidatesPerClass } = prior;
  return drawSpanStart(start, network, backend, { candidatesPerClass, scale: 'sum', seed, dtype });
}

/** What an evidence attack begins with unless it is given something else: points by the prior's law; multipliers uniform, of a size at
 * which all together explain a layer of unit norm, in the unit of scale `sum`.
 *
 * @throws {DomainError} for a seed out of range
 */
export function evidenceStart(
  network: ReluNetwork,
  { prior, seed, dtype, objective }: EvidenceAttackConfig,
): Candidates {
  const outputs = outputSize(network);
  const start = initialCandidates({ ...prior, lambdaMin: 0 }, inputSize(network), seed, dtype, { objective, outputs });
  const count = start.y.data.length;
  const lambda = start.lambda.data.map((value: number) => (0.8 * value) / count);
  return { ...start, lambda: makeHostTensor(lambda, start.lambda.shape) };
}

/** @throws {DomainError} if a tensor of the candidates is missing */
function candidatesOf({ arrays: { x, logLambda, y } }: AttackState): Candidates {
  if (x === undefined || logLambda === undefined || y === undefined) {
    throw new DomainError('evidence attack: the checkpoint lacks x, logLambda or y; start anew');
  }
  return { x, lambda: makeHostTensor(logLambda.data.map(Math.exp), logLambda.shape), y };
}
