import type { Attack, AttackRecord } from '@noprior/reconstruction-attack';
import { formatSeconds } from '@noprior/report';
import type { Terminal } from './terminal.ts';

/** Milliseconds between two lines where the terminal cannot rewrite one. */
const lineEvery = 5000;
/** Milliseconds between two states of one line. */
const rewriteEvery = 200;

/** A run of which what is done is a part: whoever waits, waits for all of it. */
export interface WholeRun {
  /** `demo` */
  readonly name: string;
  /** Seconds left of all of it, by those left of the part that runs. */
  left(ofPart: number | undefined): number | undefined;
}

/** Progress on standard error: one line that is rewritten, or a line every few seconds where that is impossible. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #task: string;
  readonly #whole: WholeRun | undefined;
  #shownAt: number;

  /** @param whole  the run that the task is a part of; its time left is shown */
  constructor(terminal: Terminal, task: string, whole?: WholeRun) {
    this.#terminal = terminal;
    this.#task = task;
    this.#whole = whole;
    this.#shownAt = performance.now();
  }

  /** Iterations done, some words on the state, and the seconds left if they are known. */
  iterations(done: number, of: number | undefined, state: string, secondsLeft: number | undefined): void {
    const count = of === undefined ? `${done}` : `${done}/${of}`;
    this.#show(`${this.#task}: ${count}, ${state}${this.#describeLeft(secondsLeft)}`);
  }

  /** What is being done, and the seconds left of it if they are known. */
  state(state: string, secondsLeft: number | undefined): void {
    this.#show(`${this.#task}: ${state}${this.#describeLeft(secondsLeft)}`);
  }

  /** Bytes of a download. */
  bytes(source: string, done: number, of: number | undefined): void {
    const megabytes = (count: number): string => (count / 1e6).toFixed(1);
    this.#show(`${this.#task}: ${source} ${megabytes(done)}${of === undefined ? '' : `/${megabytes(of)}`} MB`);
  }

  /** Clear the line. */
  done(): void {
    this.#terminal.showState('');
  }

  #describeLeft(ofTask: number | undefined): string {
    const seconds = this.#whole === undefined ? ofTask : this.#whole.left(ofTask);
    if (seconds === undefined || !Number.isFinite(seconds)) return '';
    return `, ${formatSeconds(Math.round(seconds))} left${this.#whole === undefined ? '' : ` of the ${this.#whole.name}`}`;
  }

  #show(text: string): void {
    const now = performance.now();
    if (now - this.#shownAt < (this.#terminal.interactive ? rewriteEvery : lineEvery)) return;
    this.#shownAt = now;
    if (this.#terminal.interactive) this.#terminal.showState(text);
    else this.#terminal.err(`${text}\n`);
  }
}

/** The number of a record that is shown while an attack runs, with its stage. */
export function recordHeadline({ stage, values }: AttackRecord, { columns }: Pick<Attack, 'columns'>): string {
  const [name = 'value'] = columns;
  const value = values[name];
  return `${stage === undefined ? '' : `${stage}, `}${name} ${value === undefined ? 'not known' : Number(value.toPrecision(6))}`;
}
