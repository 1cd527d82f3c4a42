import { joinRows } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { definedOnly, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { AttackAdvance, AttackContext, AttackFound, AttackRecord, AttackRun, AttackState } from '../attack.ts';
import { boxVertexAttack } from '../box-vertices/box-vertex-attack.ts';
import { evidenceAttack } from '../evidence/evidence-attack.ts';
import { explainPoints } from '../run/explain-points.ts';
import { evidenceStageConfig, type ResolvedCascadeConfig, vertexStageConfig } from './cascade-config.ts';
import type { CascadeSearch } from './cascade-details.ts';
import {
  type CascadeStageName,
  cascadeStages,
  fromAttackState,
  type StageResult,
  toAttackState,
} from './cascade-state.ts';

/** A stage in progress. */
interface Stage {
  readonly name: CascadeStageName;
  readonly run: AttackRun;
  /** Numbers of its newest record. */
  values: Readonly<Record<string, number>>;
}

/** A run of the attack `cascade`: the runs of its stages, one after the other. An iteration is one of theirs. */
export class CascadeRun implements AttackRun {
  readonly maxIterations: number;
  /** Stages; see {@link position}. */
  readonly goal: number = cascadeStages.length;
  readonly #network: ReluNetwork;
  readonly #config: ResolvedCascadeConfig;
  readonly #context: Omit<AttackContext, 'start' | 'state'>;
  readonly #finished: StageResult[];
  #stage: Stage | undefined;

  private constructor(
    network: ReluNetwork,
    config: ResolvedCascadeConfig,
    { backend, signal }: AttackContext,
    finished: readonly StageResult[],
  ) {
    const { vertices, fromVertices, fromDraws } = config;
    this.maxIterations = vertices.rounds + fromVertices.maxIterations + fromDraws.maxIterations;
    this.#network = network;
    this.#config = config;
    this.#context = { backend, signal };
    this.#finished = [...finished];
  }

  /** Begin the first stage, or go on with that of a state.
   *
   * @throws as `begin` of the stages
   * @throws {FormatError} for a damaged state
   */
  static async begin(network: ReluNetwork, config: ResolvedCascadeConfig, context: AttackContext): Promise<CascadeRun> {
    const { state } = context;
    const { finished, current } = state === undefined ? { finished: [] } : fromAttackState(state);
    const run = new CascadeRun(network, config, context, finished);
    if (state === undefined) await run.#open('vertices');
    else if (current !== undefined) await run.#open(current.name, { ...current.state, seconds: state.seconds });
    return run;
  }

  get iteration(): number {
    return this.#iterationsBefore + (this.#stage?.run.iteration ?? 0);
  }

  /** Stages done, and the share of the one in progress. */
  get position(): number {
    if (this.#stage === undefined) return cascadeStages.length - this.#remaining.length;
    const { name, run } = this.#stage;
    const { iteration, maxIterations, position = iteration, goal = maxIterations } = run;
    return cascadeStages.indexOf(name) + position / goal;
  }

  async advance(evaluate: boolean): Promise<AttackAdvance> {
    const stage = this.#stage ?? (await this.#open(this.#remaining[0]!));
    const { name, run } = stage;
    // The last evidence of a search ranks it.
    const { record, done = false } = await run.advance(evaluate || run.iteration === run.maxIterations - 1);
    if (record === undefined) return {};
    stage.values = record.values;
    const predictedMembers = this.#finished[0]?.predicted.data.filter((value: number) => value === 1).length;
    const own: Omit<AttackRecord, 'seconds'> = {
      iteration: this.#iterationsBefore + record.iteration,
      stage: name,
      values: { ...definedOnly({ predictedMembers }), ...record.values },
    };
    if (!done && run.iteration < run.maxIterations) return { record: own };
    this.#finished.push(await resultOf(stage, true));
    this.#stage = undefined;
    await run.dispose();
    return { record: own, done: this.#remaining.length === 0 };
  }

  async found(): Promise<AttackFound> {
    const stages = this.#stage === undefined ? this.#finished : [...this.#finished, await resultOf(this.#stage, false)];
    const [vertices, ...searches] = stages;
    searches.sort(byEvidence);
    const x = joinRows([vertices!.x, ...searches.map((search) => search.x)]);
    return {
      candidates: await explainPoints(this.#context.backend, this.#network, x, this.#config),
      predicted: joinRows([vertices!.predicted, ...searches.map(({ predicted }) => predicted)]),
      memberScore: memberScores(vertices!.memberScore, x.shape[0]!),
      details: { ...vertices!.details, searches: searches.map(searchOf) },
    };
  }

  async state(): Promise<AttackState> {
    if (this.#stage === undefined) return toAttackState({ finished: this.#finished });
    const { name, run } = this.#stage;
    const state = { ...(await run.state()), iteration: run.iteration };
    return toAttackState({ finished: this.#finished, current: { name, state } });
  }

  async dispose(): Promise<void> {
    await this.#stage?.run.dispose();
    this.#stage = undefined;
  }

  get #iterationsBefore(): number {
    return this.#finished.reduce((total, { iterations }) => total + iterations, 0);
  }

  /** Stages that have not begun. Without a vertex there is no search from vertices. */
  get #remaining(): CascadeStageName[] {
    const [vertices] = this.#finished;
    return cascadeStages.filter((name) => {
      if (name === this.#stage?.name || this.#finished.some((stage) => stage.name === name)) return false;
      return name !== 'fromVertices' || vertices === undefined || vertices.x.shape[0] !== 0;
    });
  }

  async #open(name: CascadeStageName, state?: AttackContext['state']): Promise<Stage> {
    const run = await this.#begin(name, { ...this.#context, ...definedOnly({ state }) });
    this.#stage = { name, run, values: {} };
    return this.#stage;
  }

  async #begin(name: CascadeStageName, context: AttackContext): Promise<AttackRun> {
    const network = this.#network;
    const config = this.#config;
    if (name === 'vertices') return boxVertexAttack.begin(network, vertexStageConfig(config), context);
    const search = evidenceStageConfig(config, name);
    if (name === 'fromDraws' || context.state !== undefined) return evidenceAttack.begin(network, search, context);
    const first = firstRows(this.#finished[0]!.x, config.samples);
    const start = await explainPoints(context.backend, network, first, config);
    return evidenceAttack.begin(network, search, { ...context, start });
  }
}

async function resultOf({ name, run, values }: Stage, isFinished: boolean): Promise<StageResult> {
  const { candidates, predicted, memberScore, details } = await run.found();
  return { name, iterations: run.iteration, isFinished, values, x: candidates.x, predicted, memberScore, details };
}

/** By rising evidence. A search that was cut short comes last: its noise may still be coarse. */
function byEvidence(a: StageResult, b: StageResult): number {
  const rank = ({ isFinished, values }: StageResult) => (isFinished ? values.value : undefined) ?? Number.MAX_VALUE;
  return rank(a) - rank(b);
}

function searchOf({ name, iterations, isFinished, values, x }: StageResult): CascadeSearch {
  const { value = null, fit = null, occam = null } = values;
  const from = name === 'fromVertices' ? 'vertices' : 'draws';
  return { from, candidates: x.shape[0]!, value, fit, occam, iterations, isFinished };
}

/** [count] scores of the first stage, then one less than the lowest of them: the other stages have none. */
function memberScores({ data }: HostTensor, count: number): HostTensor {
  const lowest = Math.min(0, ...data);
  const scores = new Float64Array(count).fill(lowest - 1);
  scores.set(data);
  return makeHostTensor(scores, [count]);
}

/** At most `count` rows from the first on. */
function firstRows(x: HostTensor, count: number): HostTensor {
  const [rows = 0, d = 0] = x.shape;
  const kept = Math.min(rows, count);
  return makeHostTensor(Float64Array.from(x.data.subarray(0, kept * d)), [kept, d]);
}
