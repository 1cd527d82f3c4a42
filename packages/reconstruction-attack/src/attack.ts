import type { Candidates, EvaluateKktOptions, ObjectiveKind } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import type { Backend, Dtype, HostTensor } from '@noprior/tensor';
import type { Knowledge, KnowledgeName } from './knowledge.ts';

/** Settings that every attack has; each adds its own. Plain data: it goes into records and fingerprints as JSON. */
export interface AttackConfig {
  readonly seed: number;
  readonly dtype: Dtype;
  /** What the network is taken to be trained on; default `binary`. */
  readonly objective?: ObjectiveKind;
}

/** What values of a setting are: `count` is a positive integer, `index` one from 0; `course` is a positive number,
 * or a pair that a run goes through from the first to the second. */
export type AttackSettingKind =
  | 'positive'
  | 'nonnegative'
  | 'number'
  | 'count'
  | 'index'
  | 'choice'
  | 'flag'
  | 'pair'
  | 'course';

/** A value of a setting. */
export type AttackSettingValue = string | number | boolean | readonly number[];

/** One setting as a user gives it: an option of the command line, a column of a table. */
export interface AttackSetting<Config> {
  /** In camel case; the command line has it in kebab case. */
  readonly name: string;
  readonly kind: AttackSettingKind;
  /** Of `choice`. */
  readonly choices?: readonly string[];
  /** What it is, without a verb: 'step size for the points'. */
  readonly about: string;
  /** Its value in a configuration. */
  get(config: Config): AttackSettingValue | undefined;
  /** A configuration with another value, unchecked; `resolve` checks. */
  set(config: Config, value: AttackSettingValue): Config;
}

/** One evaluation of a running attack. */
export interface AttackRecord {
  /** Iterations done; rounds for an attack in rounds. */
  readonly iteration: number;
  readonly seconds: number;
  /** Of an attack in stages. */
  readonly stage?: string;
  /** Numbers by the names in {@link Attack.columns}. */
  readonly values: Readonly<Record<string, number>>;
}

/** Why a run ended. `converged`: the attack has nothing left to do, or its target is reached. */
export type AttackEnd = 'maxIterations' | 'converged' | 'maxSeconds' | 'aborted';

/** What a run has found so far. */
export interface AttackFound {
  /** Points with multipliers of the KKT conditions (scale `sum`), predicted members first. */
  readonly candidates: Candidates;
  /** [n, d] the points as the network was trained on them, where that differs: with an unknown shift added. */
  readonly asTrained?: HostTensor | undefined;
  /** [n] 1 for a point that the attack predicts to be a training sample, else 0. */
  readonly predicted: HostTensor;
  /** [n] how much speaks for that, higher is more; comparable within one run only. */
  readonly memberScore: HostTensor;
  /** Facts of this attack alone, as JSON: a verdict, the estimated span, what each stage did. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** The state of a run between two iterations, for a checkpoint: arrays, and lists of plain records. */
export interface AttackState {
  readonly arrays: Readonly<Record<string, HostTensor>>;
  readonly lists: Readonly<Record<string, readonly object[]>>;
}

/** What a run is given. */
export interface AttackContext {
  readonly backend: Backend;
  /** Begin with these points, multipliers in the unit of scale `sum`. */
  readonly start?: Candidates;
  /** Go on from here. */
  readonly state?: AttackState & { readonly iteration: number; readonly seconds: number };
  /** Aborted when the run is to end: long iterations look at it. */
  readonly signal: AbortSignal;
}

/** What one iteration gave. */
export interface AttackAdvance {
  readonly record?: Omit<AttackRecord, 'seconds'> | undefined;
  /** The run has come to its end by itself; then there is a record. */
  readonly done?: boolean;
}

/** A run in progress. The driver asks for one iteration after the other and keeps the clock; a run keeps its state
 * on the device. */
export interface AttackRun {
  /** Iterations done. */
  readonly iteration: number;
  readonly maxIterations: number;
  /** One iteration.
   *
   * @param evaluate  whether its numbers are wanted: reading them from the device takes time
   * @returns  the numbers, if they were wanted or cost nothing; `done` if the run has come to its end by itself.
   *   Neither, and the same {@link iteration}, if `signal` was aborted meanwhile
   * @throws {ConvergenceError} if a number is not finite; the message names the iteration
   */
  advance(evaluate: boolean): Promise<AttackAdvance>;
  /** Of a run with a target: the {@link position} at which it ends. */
  readonly goal?: number | undefined;
  /** How near the goal the newest record is, as a quantity that late iterations change by about the same amount: the
   * estimate of the time left uses it. */
  readonly position?: number | undefined;
  /** What has been found so far. */
  found(): Promise<AttackFound>;
  /** What a checkpoint keeps. */
  state(): Promise<AttackState>;
  dispose(): Promise<void>;
}

/** What points and multipliers are evaluated under. */
export type KktEvaluationSettings = Pick<EvaluateKktOptions, 'alpha' | 'scale' | 'objective' | 'lambdaMin' | 'box'>;

/** A reconstruction attack: a value with a name, settings, and a way to run. `begin` is called by {@link runAttack},
 * and by attacks that compose others. */
export interface Attack<Config extends AttackConfig = AttackConfig> {
  /** As in `--method`; small letters and hyphens. */
  readonly name: string;
  /** As in the head of a table. */
  readonly title: string;
  /** Published by others, or contributed by this project. */
  readonly origin: 'published' | 'contributed';
  /** Where it is described. */
  readonly source: string;
  /** The entries of {@link Knowledge} that it reads. */
  readonly uses: readonly KnowledgeName[];
  readonly defaults: Config;
  /** Other settings by name. */
  readonly presets: Readonly<Record<string, Config>>;
  readonly settings: readonly AttackSetting<Config>[];
  /** Names of the numbers in a record; the first is shown while it runs. */
  readonly columns: readonly string[];
  /** Iterations between two evaluations, unless a caller asks for another number. */
  readonly evaluateEvery: number;
  /** Whether it can begin with given points, as the truth is in an oracle bound. */
  readonly takesStart: boolean;
  /** What it runs with: decided here once, for the command and for studies alike. The result has everything that
   * determines the run, and comes back as it is when it is resolved again.
   *
   * @param base  a preset or {@link defaults}, with the settings that were asked for
   * @throws {DomainError} for a setting out of range, or for knowledge that it needs and that is absent; the message
   *   says what to give
   * @throws {ShapeError} if knowledge and network do not fit together
   */
  resolve(network: ReluNetwork, knowledge: Knowledge, base: Config): Config;
  /** The same attack as it runs from given points: no coarse beginning, no target. */
  fromStart(config: Config): Config;
  /** What its result is evaluated under by `evaluateKkt`, which the driver does for every attack: objective,
   * sharpness, box, and unit and floor of the multipliers.
   *
   * @param config     resolved
   * @param iteration  whose sharpness it is, where that changes over a run
   */
  evaluation(config: Config, iteration: number): KktEvaluationSettings;
  /** Numbers that a run will keep, for the check of memory. */
  memory(network: ReluNetwork, config: Config): number;
  /** Begin, or go on from a state. */
  begin(network: ReluNetwork, config: Config, context: AttackContext): Promise<AttackRun>;
  /** What the configuration assumes, as facts. */
  describe(config: Config): readonly AttackFact[];
}

/** A fact about a configuration: words are made from it by @noprior/report. */
export interface AttackFact {
  readonly name: string;
  readonly value: string | number | boolean | null;
  readonly unit?: string;
}
