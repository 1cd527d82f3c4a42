import type { KktAttackConfig, RunAttackOptions } from '@noprior/reconstruction-attack';

/** Options of a run that is aborted at an iteration that is evaluated, and leaves a checkpoint there. */
export function abortAt(
  iteration: number,
  path: string,
): Pick<RunAttackOptions<KktAttackConfig>, 'signal' | 'checkpoint' | 'onProgress'> {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    checkpoint: { path, everySeconds: 1e9 },
    onProgress: (progress) => {
      if (progress.iteration >= iteration) controller.abort();
    },
  };
}
