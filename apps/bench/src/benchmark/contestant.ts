import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Repetitions } from '../programs/prepared-program.ts';
import type { Absent, Failed, Finished, Ready, Reply, Request } from './messages.ts';

/** How a contestant's process is started; the path of the job file is appended. */
export interface ContestantCommand {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A process that measures one job. It waits between its turns. */
export class Contestant {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  /** Once everything that it wrote has been read, on standard error, too. */
  readonly #closed: Promise<void>;
  #errors = '';

  constructor(command: ContestantCommand, jobFile: string) {
    this.#child = spawn(command.program, [...command.arguments, jobFile], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...command.environment },
    });
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-2000);
    });
    this.#child.on('error', (error) => {
      this.#errors += error.message;
    });
    this.#child.stdin!.on('error', () => {});
    this.#closed = new Promise((resolve) => this.#child.once('close', () => resolve()));
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /** Wait until it has run once.
   * @param limitSeconds  after which it is ended */
  async ready(limitSeconds: number): Promise<Ready | Absent | Failed> {
    return this.#answer<Ready | Absent | Failed>(limitSeconds);
  }

  /** Let it run `count` times. */
  async repeat(count: number, limitSeconds: number): Promise<Repetitions | Failed> {
    this.#ask({ run: count });
    return this.#answer<Repetitions | Failed>(limitSeconds);
  }

  /** Let it end. */
  async finish(): Promise<Finished> {
    this.#ask({ finish: true });
    const last = await this.#answer<Finished | Failed>(60);
    return 'peakRssMb' in last ? last : { peakRssMb: null };
  }

  /** End its process, whatever it does. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #ask(request: Request): void {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
  }

  /** Its next line. Programs that print something else on standard output are read past. */
  async #answer<R extends Reply>(limitSeconds: number): Promise<R | Failed> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Failed>((resolve) => {
      timer = setTimeout(() => {
        this.kill();
        resolve({ error: `no answer within ${limitSeconds} s` });
      }, 1000 * limitSeconds);
    });
    try {
      return await Promise.race([late, this.#nextObject<R>()]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #nextObject<R extends Reply>(): Promise<R | Failed> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) {
        // Standard output may end before standard error has been read, which says why.
        await this.#closed;
        return { error: this.#errors.trim().split('\n').at(-1) || 'its process ended' };
      }
      if (value.startsWith('{')) return JSON.parse(value);
    }
  }
}
