import { isMainThread } from 'node:worker_threads';
import { BackendUnavailableError } from '@noprior/tensor';

const variable = 'ORT_DISABLE_TELEMETRY';

/** Switch off the telemetry of onnxruntime-node, before it is imported: set `ORT_DISABLE_TELEMETRY=1` in this process.
 *
 * Left alone, the library writes a device id and a queue of events (names of models among them) below the user's cache folder
 * and sends them. A value that is set already is kept: `ORT_DISABLE_TELEMETRY=0` is how a user opts in.
 *
 * @throws {BackendUnavailableError} in a worker thread that cannot set a variable of the process, unless it is set
 */
export function silenceTelemetry(): void {
  process.env[variable] ||= '1';
  if (isMainThread || isSetInProcess()) return;
  throw new BackendUnavailableError(
    `onnxruntime-node: ${variable} is not set, and a worker thread cannot set it for the process, so the library would send telemetry; set it to 1 in the main thread, or start the worker with env: SHARE_ENV`,
  );
}

/** Whether native code sees the variable. In a worker thread, `process.env` is a copy unless it is shared; a report is none. */
function isSetInProcess(): boolean {
  const { report } = process;
  // Without it a report looks up the names of the hosts that this process talks to. The types do not know it yet.
  const before: unknown = Reflect.get(report, 'excludeNetwork');
  Reflect.set(report, 'excludeNetwork', true);
  const { environmentVariables }: { environmentVariables?: Readonly<Record<string, string>> } = report.getReport();
  Reflect.set(report, 'excludeNetwork', before ?? false);
  return environmentVariables?.[variable] !== undefined;
}
