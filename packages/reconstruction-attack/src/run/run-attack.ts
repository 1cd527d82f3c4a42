import { CheckpointWriter } from '@noprior/array-files';
import { evaluateKkt, fromScaleSum, type KktEvaluation } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, definedOnly, TimeLeft } from '@noprior/tensor';
import type { Attack, AttackConfig, AttackEnd, AttackFound, AttackRecord, AttackRun } from '../attack.ts';
import type { Knowledge, KnowledgeName } from '../knowledge.ts';
import { checkpointKindOf, writeAttackCheckpoint } from './attack-checkpoint.ts';
import { attackFingerprint, checkFingerprint } from './attack-fingerprint.ts';
import type { AttackResult } from './attack-result.ts';
import { checkRunOptions, type RunAttackOptions } from './run-attack-options.ts';
import { RunLimits } from './run-limits.ts';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

/** Run an attack against a network: the one driver of every attack.
 *
 * It resolves the configuration, asks the attack for one iteration after the other, keeps clock, limits, records and
 * checkpoints, and evaluates the result by a program of its own, so that no attack grades itself.
 *
 * @param knowledge  what the attacker knows; {@link knowledgeOf} has what a released file says
 * @throws {DomainError} for a configuration or an option outside its range, knowledge that the attack needs and that
 *   is absent, or a checkpoint of another run
 * @throws {ShapeError} if network, knowledge, configuration and start do not fit together
 * @throws {DtypeError} if the backend does not offer `config.dtype`
 * @throws {ConvergenceError} if a number is not finite; the message names the iteration
 * @example const { candidates } = await runAttack(kktAttack, network, knowledgeOf(network), { backend: openReference() });
 */
export async function runAttack<Config extends AttackConfig>(
  attack: Attack<Config>,
  network: ReluNetwork,
  knowledge: Knowledge,
  options: RunAttackOptions<Config>,
): Promise<AttackResult<Config>> {
  checkRunOptions(options);
  const { backend, resume, start, startLabel, signal, maxSeconds = Number.POSITIVE_INFINITY } = options;
  const config = attack.resolve(network, knowledge, options.config ?? attack.defaults);
  const fingerprint = attackFingerprint(attack.name, network, config, backend.name, startLabel);
  if (resume !== undefined) checkFingerprint(resume.fingerprint, fingerprint);
  const limits = new RunLimits({ signal, maxSeconds }, resume?.seconds ?? 0);
  try {
    const run = await attack.begin(network, config, {
      backend,
      signal: limits.signal,
      ...(resume === undefined
        ? start && { start }
        : { state: { ...resume.state, iteration: resume.iteration, seconds: resume.seconds } }),
    });
    try {
      const records = [...(resume?.records ?? [])];
      const ended = await iterate(attack, run, limits, { records, fingerprint, maxSeconds }, options);
      const found = await run.found();
      const { iteration: iterations } = run;
      const { seconds } = limits;
      // The sharpness of the newest losses: of the last record, or of the last update.
      const sharpnessOf = ended === 'converged' ? iterations : Math.max(0, iterations - 1);
      return {
        ...found,
        method: attack.name,
        config,
        knowledge: pick(knowledge, attack.uses),
        predictedMembers: found.predicted.data.filter((value: number) => value === 1).length,
        records,
        iterations,
        seconds,
        ended,
        evaluation: await evaluate(backend, network, found, attack.evaluation(config, sharpnessOf)),
      };
    } finally {
      await run.dispose();
    }
  } finally {
    limits.dispose();
  }
}

/** What a loop needs beside run and options. */
interface IterateState {
  /** Grows by what is evaluated. */
  readonly records: AttackRecord[];
  readonly fingerprint: string;
  readonly maxSeconds: number;
}

/** Advance until something ends the run; keep a checkpoint every now and then, and when it is cut short. */
async function iterate<Config extends AttackConfig>(
  attack: Attack<Config>,
  run: AttackRun,
  limits: RunLimits,
  { records, fingerprint, maxSeconds }: IterateState,
  { evaluateEvery = attack.evaluateEvery, checkpoint, onProgress, onFound }: RunAttackOptions<Config>,
): Promise<AttackEnd> {
  const { maxIterations } = run;
  const pause = yieldToEventLoop();
  const writer = checkpoint && new CheckpointWriter(checkpoint.path, checkpointKindOf(attack));
  const { goal } = run;
  const time = new TimeLeft({ maxIterations, maxSeconds, ...definedOnly({ goal }) });
  let savedAt = limits.seconds;
  const save = async (): Promise<void> => {
    if (writer === undefined) return;
    const { iteration } = run;
    await writeAttackCheckpoint(writer, {
      iteration,
      seconds: limits.seconds,
      records,
      state: await run.state(),
      fingerprint,
    });
    savedAt = limits.seconds;
  };
  while (run.iteration < maxIterations) {
    const { reached } = limits;
    if (reached !== undefined) {
      await save();
      return reached;
    }
    const isWanted = run.iteration % evaluateEvery === 0 || run.iteration === maxIterations - 1;
    const { record: numbers, done = false } = await run.advance(isWanted);
    await pause();
    if (numbers === undefined) continue;
    const record: AttackRecord = { ...numbers, seconds: limits.seconds };
    records.push(record);
    const { iteration, seconds } = record;
    const { position } = run;
    const look = { iteration: iteration + 1, seconds: limits.secondsHere };
    const left = time.look(position === undefined ? look : { ...look, position });
    onProgress?.({ iteration, maxIterations, seconds, secondsLeft: done ? 0 : left, record });
    if (done) return 'converged';
    onFound?.({ ...(await run.found()), iteration: run.iteration, seconds });
    if (checkpoint !== undefined && limits.seconds - savedAt >= checkpoint.everySeconds) await save();
  }
  return 'maxIterations';
}

/** L_KKT of what was found, in float64 where the backend offers it. */
async function evaluate(
  backend: Backend,
  network: ReluNetwork,
  { candidates, asTrained = candidates.x }: AttackFound,
  settings: ReturnType<Attack['evaluation']>,
): Promise<KktEvaluation | undefined> {
  if (candidates.x.shape[0] === 0) return undefined;
  const dtype = backend.dtypes.includes('float64') ? 'float64' : 'float32';
  const points = fromScaleSum({ ...candidates, x: asTrained }, settings.scale ?? 'sum');
  return evaluateKkt(backend, network, points, { ...settings, dtype });
}

function pick(knowledge: Knowledge, names: readonly KnowledgeName[]): Partial<Knowledge> {
  const picked: Partial<Record<KnowledgeName, Knowledge[KnowledgeName]>> = {};
  for (const name of names) picked[name] = knowledge[name];
  // Every entry came from the field of its own name.
  return picked as Partial<Knowledge>;
}
