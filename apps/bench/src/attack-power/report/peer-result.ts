import type { Machine } from '../../benchmark/results.ts';

/** Time of an iteration of the published code, as `peers/time_reference.py` writes it. */
export interface PeerResult {
  /** Where the code comes from, and which state of it was run. */
  readonly software: string;
  readonly commit: string;
  readonly torch: string;
  readonly dtype: 'float64';
  readonly threads: number;
  readonly date: string;
  readonly machine: Pick<Machine, 'processor' | 'cores'>;
  readonly load: readonly [start: number, end: number];
  readonly measurements: readonly {
    readonly candidates: number;
    readonly hidden: readonly number[];
    readonly dimension: number;
    readonly iterations: number;
    /** Median over iterations, the first left out. */
    readonly msPerIteration: number;
    readonly p10: number;
    readonly p90: number;
  }[];
}

/** Seconds of the published code for so many iterations; undefined if it was not timed on this kind of machine with so many
 * candidates.
 */
export function peerSeconds(
  peer: PeerResult | undefined,
  { processor, cores }: PeerResult['machine'],
  candidates: number,
  iterations: number,
): number | undefined {
  if (peer === undefined || peer.machine.processor.trim() !== processor.trim() || peer.machine.cores !== cores) {
    return undefined;
  }
  const measured = peer.measurements.find((one) => one.candidates === candidates);
  return measured === undefined ? undefined : (measured.msPerIteration * iterations) / 1000;
}
