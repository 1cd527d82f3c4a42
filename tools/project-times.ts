import type { Reporter, TestModule, TestProject } from 'vitest/node';

interface ProjectRun {
  readonly started: number;
  ended: number;
  files: number;
  readonly tests: Record<'passed' | 'failed' | 'skipped', number>;
}

/** Prints at the end of a run how long each project took, and how its tests ended.
 *
 * Projects run one after the other (`sequence.groupOrder`), so a project takes from its first file to its last.
 *
 * @param print  takes lines
 * @param now    milliseconds
 */
export class ProjectTimes implements Reporter {
  readonly #runs = new Map<string, ProjectRun>();
  readonly #print: (text: string) => void;
  readonly #now: () => number;

  constructor(
    print: (text: string) => void = (text) => void process.stdout.write(text),
    now: () => number = () => performance.now(),
  ) {
    this.#print = print;
    this.#now = now;
  }

  onTestRunStart(): void {
    this.#runs.clear();
  }

  onTestModuleQueued({ project }: TestModule): void {
    this.#runOf(project);
  }

  onTestModuleEnd({ project, children }: TestModule): void {
    const run = this.#runOf(project);
    run.ended = this.#now();
    run.files++;
    for (const test of children.allTests()) {
      const { state } = test.result();
      if (state !== 'pending') run.tests[state]++;
    }
  }

  onTestRunEnd(): void {
    for (const [name, { started, ended, files, tests }] of this.#runs) {
      const seconds = Math.round((ended - started) / 1000);
      const counts = `${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`;
      this.#print(`${name.padEnd(8)} ${String(seconds).padStart(4)} s   ${files} files: ${counts}\n`);
    }
  }

  #runOf({ name }: TestProject): ProjectRun {
    const known = this.#runs.get(name);
    if (known !== undefined) return known;
    const now = this.#now();
    const run = { started: now, ended: now, files: 0, tests: { passed: 0, failed: 0, skipped: 0 } };
    this.#runs.set(name, run);
    return run;
  }
}
