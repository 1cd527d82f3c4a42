import { type Candidates, checkCandidates, fromScaleSum, toScaleSum } from '@noprior/kkt-loss';
import { inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, FormatError, type HostTensor, sameShape, toHostDtype } from '@noprior/tensor';
import type { AttackAdvance, AttackContext, AttackFound, AttackRun, AttackState } from '../attack.ts';
import { applyCandidateUpdates, isAnyDue } from '../candidate-updates/apply-candidate-updates.ts';
import type { CandidateUpdateRecord } from '../candidate-updates/candidate-update.ts';
import { foundByMultipliers } from '../run/found-by-multipliers.ts';
import { initialCandidates } from '../starts/initial-candidates.ts';
import { drawSpanStart } from '../starts/span-start.ts';
import type { KktAttackConfig } from './kkt-attack-config.ts';
import { KktAttackLoop } from './kkt-attack-loop.ts';
import { type KktAttackStep, kktAttackStep } from './kkt-attack-step.ts';

/** A KKT attack in progress: the step's state on the device, and the candidate updates between iterations. Multipliers are in the unit of
 * `config.scale` inside, and in that of scale `sum` in what goes in and comes out. */
export class KktAttackRun implements AttackRun {
  readonly maxIterations: number;
  readonly goal: number | undefined;
  position: number | undefined;
  readonly #network: ReluNetwork;
  readonly #config: KktAttackConfig;
  readonly #backend: Backend;
  readonly #loop: KktAttackLoop;
  readonly #updates: CandidateUpdateRecord[];
  #step: KktAttackStep;
  /** Labels of the candidates as they are now. */
  #y: HostTensor;

  private constructor(
    network: ReluNetwork,
    config: KktAttackConfig,
    backend: Backend,
    loop: KktAttackLoop,
    { step, y, updates }: { step: KktAttackStep; y: HostTensor; updates: readonly CandidateUpdateRecord[] },
  ) {
    const { maxIterations, targetLoss } = config;
    this.maxIterations = maxIterations;
    this.goal = targetLoss === undefined || targetLoss <= 0 ? undefined : -Math.log(targetLoss);
    this.#network = network;
    this.#config = config;
    this.#backend = backend;
    this.#loop = loop;
    this.#step = step;
    this.#y = y;
    this.#updates = [...updates];
  }

  /** Draw or take the candidates, compile the step, and put its state on the device. */
  static async begin(
    network: ReluNetwork,
    config: KktAttackConfig,
    { backend, start: given, state }: AttackContext,
  ): Promise<KktAttackRun> {
    const start = state === undefined ? await startOf(network, config, backend, given) : candidatesOf(state);
    checkCandidates(network, start, config.objective);
    const step = kktAttackStep(network, start.y, config);
    const loop = await KktAttackLoop.open(step, backend, state?.arrays ?? { x: start.x, lambda: start.lambda }, {
      iteration: state?.iteration ?? 0,
      seconds: 0,
      records: [],
    });
    const updates = (state?.lists.candidateUpdates ?? []).map(toUpdateRecord);
    return new KktAttackRun(network, config, backend, loop, { step, y: start.y, updates });
  }

  get iteration(): number {
    return this.#loop.iteration;
  }

  async advance(evaluate: boolean): Promise<AttackAdvance> {
    if (isAnyDue(this.#config, this.iteration)) await this.#applyUpdates();
    if (!evaluate) {
      await this.#loop.advance();
      return {};
    }
    const { targetLoss } = this.#config;
    const { iteration, seconds: _, ...values } = await this.#loop.evaluate(targetLoss);
    this.position = -Math.log(values.total);
    return { record: { iteration, values }, done: targetLoss !== undefined && values.total <= targetLoss };
  }

  async found(): Promise<AttackFound> {
    const { x, lambda } = await this.#loop.readState();
    const inOwnUnit = { x: x!, lambda: lambda!, y: toHostDtype(this.#y, this.#config.dtype) };
    const candidates = toScaleSum(inOwnUnit, this.#config.scale);
    return foundByMultipliers(candidates, { form: this.#step.form, candidateUpdates: this.#updates });
  }

  async state(): Promise<AttackState> {
    return {
      arrays: { ...(await this.#loop.readState()), y: this.#y },
      lists: { candidateUpdates: this.#updates },
    };
  }

  async dispose(): Promise<void> {
    await this.#loop.dispose();
  }

  async #applyUpdates(): Promise<void> {
    const before = { state: await this.#loop.readState(), y: this.#y };
    const after = await applyCandidateUpdates(this.#backend, this.#network, this.#config, this.iteration, before);
    this.#updates.push(...after.records);
    if (!sameLabels(after.y, this.#y)) this.#step = kktAttackStep(this.#network, after.y, this.#config);
    this.#y = after.y;
    await this.#loop.replace(this.#step, after.state);
  }
}

/** What the attack begins with, multipliers in its own unit. */
async function startOf(
  network: ReluNetwork,
  config: KktAttackConfig,
  backend: Backend,
  given: Candidates | undefined,
): Promise<Candidates> {
  const { prior, objective, scale, seed, dtype } = config;
  if (given !== undefined) return fromScaleSum(given, scale);
  if (config.start === undefined) {
    return initialCandidates(prior, inputSize(network), seed, dtype, { objective, outputs: outputSize(network) });
  }
  const { candidatesPerClass } = prior;
  const drawn = await drawSpanStart(config.start, network, backend, { candidatesPerClass, scale, seed, dtype });
  return fromScaleSum(drawn, scale);
}

/** @throws {DomainError} if a tensor of the candidates is missing */
function candidatesOf({ arrays: { x, lambda, y } }: AttackState): Candidates {
  if (x === undefined || lambda === undefined || y === undefined) {
    throw new DomainError('kkt attack: the checkpoint lacks x, lambda or y; start anew');
  }
  return { x, lambda, y };
}

/** @throws {FormatError} if a record of a checkpoint is damaged */
function toUpdateRecord(value: object, index: number): CandidateUpdateRecord {
  const record: Partial<CandidateUpdateRecord> = value;
  const { iteration, kind, before, after, kept } = record;
  if (typeof kind !== 'string' || [iteration, before, after, kept].some((count) => typeof count !== 'number')) {
    throw new FormatError(`kkt attack: number ${index} of the checkpoint's candidateUpdates is damaged; start anew`);
  }
  // Its fields were checked just now.
  return value as CandidateUpdateRecord;
}

function sameLabels(a: HostTensor, b: HostTensor): boolean {
  return sameShape(a.shape, b.shape) && a.data.every((value: number, i: number) => value === b.data[i]);
}
