import { type Backend, type Dtype, hasErrorCode } from '@noprior/tensor';
import type { ConformanceCase } from './conformance-case.ts';
import { conformanceCases } from './conformance-cases.ts';

/** What {@link runConformance} takes from a test framework: vitest's `test` and `afterAll` fit. */
export interface TestFramework {
  readonly test: (title: string, body: () => Promise<void>) => void;
  readonly afterAll: (body: () => Promise<void>) => void;
}

/** Options of {@link runConformance}. */
export interface ConformanceOptions {
  /** Name of the backend, as in `Backend.name`. */
  readonly name: string;
  readonly open: () => Promise<Backend> | Backend;
  readonly dtypes: readonly Dtype[];
  /** Known gaps: reason by case id, or by `id dtype` where only one dtype has the gap. */
  readonly gaps?: Readonly<Record<string, string>>;
  /** Names of backends whose absence is a failure. */
  readonly required?: readonly string[];
  /** Takes the line that says that a backend did not run, and why. */
  readonly report: (line: string) => void;
  readonly framework: TestFramework;
  /** All of them by default. */
  readonly cases?: readonly ConformanceCase[];
}

/** Register one test for each case and dtype. A gap runs as an expected failure, so mending it turns its test red. A
 * backend that cannot be opened is reported as NOT RUN and passes, unless it is required.
 *
 * @example await runConformance({ name: 'reference', open: openReference, dtypes, report: console.log, framework: { test, afterAll } });
 */
export async function runConformance(options: ConformanceOptions): Promise<void> {
  const { name, open, dtypes, gaps = {}, required = [], report, framework, cases = conformanceCases } = options;
  let backend: Backend;
  try {
    backend = await open();
  } catch (error) {
    if (!hasErrorCode(error, 'BACKEND_UNAVAILABLE') || required.includes(name)) {
      framework.test(`${name} opens`, () => Promise.reject(error));
      return;
    }
    const line = `NOT RUN: ${name}: ${error.message}`;
    report(line);
    framework.test(line, async () => {});
    return;
  }
  const titles = new Set<string>();
  for (const dtype of dtypes) {
    for (const one of cases) {
      titles.add(one.id).add(`${one.id} ${dtype}`);
      const gap = gaps[`${one.id} ${dtype}`] ?? gaps[one.id];
      if (gap === undefined) {
        framework.test(`${one.id} ${dtype}`, async () => {
          const failure = await one.run(backend, dtype);
          if (failure !== undefined) throw new Error(`${one.id} ${dtype}: ${failure}`);
        });
      } else {
        framework.test(`${one.id} ${dtype} (gap: ${gap})`, () => expectFailure(one, backend, dtype));
      }
    }
  }
  for (const id of Object.keys(gaps)) {
    if (titles.has(id)) continue;
    framework.test(`gap ${id}`, () => Promise.reject(new Error(`no case has the id ${JSON.stringify(id)}`)));
  }
  framework.afterAll(() => backend.dispose());
}

async function expectFailure(one: ConformanceCase, backend: Backend, dtype: Dtype): Promise<void> {
  let failed: boolean;
  try {
    failed = (await one.run(backend, dtype)) !== undefined;
  } catch {
    failed = true;
  }
  if (!failed) throw new Error(`${one.id} ${dtype}: this gap is mended; take it off the list`);
}
