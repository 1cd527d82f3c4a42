import type { BenchRow } from '../benchmark/results.ts';

/** Kinds of contestants, in the order of their colours. */
export const contestantGroups = [
  'ONNX Runtime',
  'TensorFlow.js',
  'reference backend',
  'in Chromium',
  'peers, not part of noprior',
] as const;

/** Kind of a contestant. */
export type ContestantGroup = (typeof contestantGroups)[number];

/** Written names of the peers. */
export const peerNames: Readonly<Record<string, string>> = {
  torch: 'PyTorch',
  'torch.compile': 'PyTorch, compiled',
  jax: 'JAX',
};

/** The kind that a contestant is of. */
export function groupOf(backend: string): ContestantGroup {
  if (backend in peerNames) return 'peers, not part of noprior';
  if (backend.startsWith('chromium/')) return 'in Chromium';
  if (backend.startsWith('onnx:')) return 'ONNX Runtime';
  return backend.startsWith('tfjs:') ? 'TensorFlow.js' : 'reference backend';
}

/** What tells a row from the others of its case: contestant, dtype unless float32, form of the loss where there is one. */
export function rowName({ backend, dtype, form }: Pick<BenchRow, 'backend' | 'dtype' | 'form'>): string {
  const parts = [peerNames[backend] ?? backend, ...(form === null ? [] : [form])];
  return [...parts, ...(dtype === 'float32' ? [] : [dtype])].join(' ');
}

/** Rows by case, cases in the order in which they were measured and rows from the fastest to the slowest. */
export function rowsByCase(rows: readonly BenchRow[]): Map<string, BenchRow[]> {
  const cases = new Map<string, BenchRow[]>();
  for (const row of rows) cases.set(row.case, [...(cases.get(row.case) ?? []), row]);
  for (const [name, all] of cases) {
    cases.set(
      name,
      all.toSorted((a, b) => a.medianMs - b.medianMs),
    );
  }
  return cases;
}

/** Median of a row against that of a peer at the same case and dtype; `null` without one, and for peers.
 */
export function ratioTo(peer: string, row: BenchRow, rows: readonly BenchRow[]): number | null {
  if (row.backend in peerNames) return null;
  const theirs = rows.filter((other) => other.backend === peer && other.case === row.case && other.dtype === row.dtype);
  return theirs.length === 0 ? null : row.medianMs / Math.min(...theirs.map(({ medianMs }) => medianMs));
}
