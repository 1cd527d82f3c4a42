import { type ChildProcess, fork } from 'node:child_process';
import { DomainError } from '@noprior/tensor';
import type { Step } from './step.ts';
import { type StepWorker, WorkerEndedError } from './step-worker.ts';

/** What is sent to a worker process. */
export interface WorkerRequest {
  readonly step: Step;
  readonly inputs: Readonly<Record<string, Step>>;
}

/** What it answers. */
export type WorkerAnswer =
  | { readonly kind: 'done'; readonly seconds: number }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined; readonly stack: string };

/** How a worker process is started. */
export interface ForkOptions {
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
}

/** A worker in a process of its own, which runs `module`; that module calls `serveSteps` and then ends its process.
 *
 * What the process prints goes to standard error. It ends with this process, however that ends.
 *
 * @example forkWorker('dist/worker.js', { args: [cacheFolder] })
 */
export function forkWorker(module: string, { args = [], execArgv = [] }: ForkOptions = {}): StepWorker {
  const child = fork(module, args, { execArgv: [...execArgv], stdio: ['ignore', 2, 2, 'ipc'] });
  let waiting: { resolve: (seconds: number) => void; reject: (error: Error) => void } | undefined;
  let ended: WorkerEndedError | undefined;
  const end = (how: string): void => {
    ended ??= new WorkerEndedError(`the worker process ended (${how}); its memory may have run out, try fewer workers`);
    waiting?.reject(ended);
    waiting = undefined;
  };
  const exited = new Promise<void>((resolve) => {
    child.on('exit', (code, signal) => {
      end(signal ?? `exit code ${code}`);
      resolve();
    });
    child.on('error', (error) => {
      end(error.message);
      if (child.pid === undefined) resolve();
    });
  });
  child.on('message', (answer: WorkerAnswer) => {
    const current = waiting;
    waiting = undefined;
    if (answer.kind === 'done') current?.resolve(answer.seconds);
    else current?.reject(Object.assign(new Error(answer.message), { code: answer.code, stack: answer.stack }));
  });
  return {
    run: (step, inputs) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended);
        if (waiting !== undefined) return reject(new DomainError('worker: one step at a time'));
        waiting = { resolve, reject };
        const request: WorkerRequest = { step, inputs };
        child.send(request, (error) => {
          if (error !== null) end(error.message);
        });
      }),
    dispose: async () => {
      if (isRunning(child)) child.kill('SIGKILL');
      await exited;
    },
  };
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
