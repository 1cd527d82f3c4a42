import type { RunPlace } from '@noprior/run-folder';

/** The last lines of a report: what it takes to run it again, and where it ran.
 *
 * @param about  lines on what was asked for
 */
export function runFooter(
  { version, commit, backend, machine, node }: RunPlace,
  about: readonly string[],
  seconds: number,
): string[] {
  return [
    `noprior ${version}${commit === null ? '' : `, commit ${commit}`}`,
    ...about,
    `${backend.name}, ${backend.device}; ${machine.processor}, ${machine.cores} cores; Node ${node}`,
    `${seconds.toFixed(0)} seconds`,
  ];
}
