import { writeFileAtomically } from '@noprior/array-files';
import {
  outdatedSteps,
  type PlannedStudy,
  type PlanResult,
  readResults,
  resultsFile,
  type StepCache,
  storedStudyText,
  toStoredStudy,
} from '@noprior/experiments';
import { type Claim, formatSeconds, renderTerminal, studySection } from '@noprior/report';
import type { RunDevice, WriteFile } from '@noprior/run-folder';
import { DomainError, SystemError } from '@noprior/tensor';
import { escapeToOneLine } from '../escape-controls.ts';
import type { RunOutput } from '../run-output.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import type { ReproduceOptions } from './reproduce-options.ts';

/** Where the results of a run go. */
export interface Finishing {
  readonly options: ReproduceOptions;
  readonly output: RunOutput;
  readonly terminal: Terminal;
  readonly device: RunDevice;
}

/** Put together what the steps gave, write and print it.
 *
 * @throws {DomainError} if a step went wrong
 * @throws {SystemError} if the system refused a step what it needs, such as room on the disk
 */
export async function finishStudies(
  planned: readonly PlannedStudy[],
  cache: StepCache,
  result: PlanResult,
  { options, output, terminal, device }: Finishing,
): Promise<void> {
  const { scale, out, json } = options;
  const files: Record<string, WriteFile> = {};
  const claims: Record<string, readonly Claim[]> = {};
  for (const { experiment, points } of planned) {
    const study = toStoredStudy(experiment, scale, await readResults(points, cache));
    files[resultsFile(study.name)] = (path) => writeFileAtomically(path, storedStudyText(study, 2));
    claims[study.name] = study.summary.claims;
    if (json) continue;
    const blocks = [studySection({ study, pictures: [], outdated: outdatedSteps(experiment, study.results) })];
    terminal.out(`${renderTerminal({ title: '', blocks }, { columns: 120 })}\n`);
  }
  const failures = result.failures.map(({ step: { kind, parameters, key }, message, code }) => {
    return { kind, parameters, key, message, code };
  });
  const { reused, computed, blocked, seconds } = result;
  await output.publish({
    files,
    facts: {
      command: 'reproduce',
      arguments: { experiments: planned.map(({ experiment }) => experiment.name), ...options },
      config: Object.fromEntries(planned.map(({ experiment: { name, scales } }) => [name, scales[scale]])),
      seed: null,
      checksums: {},
      seconds,
      results: { reused, computed, blocked, failures, claims },
      device,
    },
  });
  const counts = { steps: reused + computed + blocked + failures.length, reused, computed, blocked, seconds };
  terminal.out(
    json
      ? `${toJson('reproduce', { ...counts, failures, claims, out })}\n`
      : `${out}: ${computed} results computed and ${reused} reused in ${formatSeconds(seconds)}, scale ${scale}\n`,
  );
  refuseFailures(result, terminal);
}

function refuseFailures({ failures, blocked }: PlanResult, terminal: Terminal): void {
  if (failures.length === 0) return;
  for (const { step, message } of failures) {
    terminal.err(`${escapeToOneLine(`${step.kind} ${JSON.stringify(step.parameters)}: ${message}`)}\n`);
  }
  // A disk that is full is no fault of what was asked for.
  const ErrorClass = failures.some(({ code }) => code === 'SYSTEM') ? SystemError : DomainError;
  throw new ErrorClass(
    `reproduce: ${failures.length} steps went wrong, and ${blocked} could not begin without them; the others are kept, the same command tries these again`,
  );
}
