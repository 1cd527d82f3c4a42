import { fileURLToPath } from 'node:url';
import { backendEntries } from '@noprior/backends';
import type { Dtype } from '@noprior/tensor';
import type { ContestantCommand } from './contestant.ts';
import type { Entrant } from './entrant.ts';

/** Where the interpreters of the peers are; `python3` unless told otherwise. */
export interface PeerInterpreters {
  readonly torch: string;
  readonly jax: string;
}

const nodeBackend: ContestantCommand = {
  program: process.execPath,
  arguments: [fileURLToPath(new URL('./node-child.js', import.meta.url))],
};
const browserBackend: ContestantCommand = {
  program: process.execPath,
  arguments: [fileURLToPath(new URL('../browser/browser-child.js', import.meta.url))],
};

/** Backends that also run in a browser. */
const inBrowsers = ['onnx:webgpu', 'onnx:wasm', 'tfjs:wasm', 'tfjs:webgpu', 'tfjs:cpu', 'reference'];

/** Python programs that the backends are measured against; `torch.compile` is PyTorch with its compiler. */
export const peerNames = ['torch', 'torch.compile', 'jax'] as const;

/** Whether a contestant is a peer. */
export function isPeer(name: string): boolean {
  return peerNames.some((peer) => peer === name);
}

/** What `--backends` accepts. */
export const contestantNames: readonly string[] = [
  ...backendEntries.map(({ name }) => name),
  ...inBrowsers.map((name) => `chromium/${name}`),
  ...peerNames,
];

/** What contestants' processes are started with. */
export interface EntrantSettings {
  readonly python: PeerInterpreters;
  readonly threads: number;
  /** Folder of the page that measures in browsers, built. */
  readonly page: string;
}

/** A contestant by name. */
export function entrantOf(
  name: string,
  dtype: Dtype,
  form: Entrant['form'],
  { python, threads, page }: EntrantSettings,
): Entrant {
  if (isPeer(name)) {
    const library = name === 'jax' ? 'jax' : 'torch';
    const script = fileURLToPath(new URL(`../../peers/${library}_peer.py`, import.meta.url));
    const environment = {
      OMP_NUM_THREADS: String(threads),
      OPENBLAS_NUM_THREADS: String(threads),
      ...(name === 'torch.compile' ? { NOPRIOR_PEER_VARIANT: 'compile' } : {}),
    };
    return {
      backend: name,
      dtype,
      form: null,
      command: { program: python[library], arguments: [script], environment },
    };
  }
  const command = name.startsWith('chromium/')
    ? { ...browserBackend, environment: { NOPRIOR_BENCH_PAGE: page } }
    : nodeBackend;
  return { backend: name, dtype, form, command };
}
