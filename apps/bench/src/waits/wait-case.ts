import { readFileSync } from 'node:fs';

/** One thing that a user waits for: `noprior` with arguments, or one function of `waits/measured-function.mjs`. Capital words in
 * them stand for paths: MODEL, CANDIDATES (of a short attack on MODEL), DATA (options that name the data), OUT.
 */
export interface WaitCase {
  readonly name: string;
  /** The network that it needs, trained once. */
  readonly victim?: string;
  readonly command?: string;
  /** The same at checkouts before attacks had a registry; default `command`. */
  readonly earlier?: string;
  /** Instead of a command. */
  readonly function?: string;
  /** Whether OUT/candidates.npz is held against the training images. */
  readonly isScored?: boolean;
  /** For the growth. */
  readonly size?: { readonly images: number; readonly dimension: number };
}

/** Options of `noprior train`; those of the data are options of `noprior score`, too. */
export interface Victim {
  readonly data: string;
  readonly training: string;
}

/** `waits/cases.json`. */
export interface WaitCases extends Readonly<Record<'full' | 'smoke' | 'growth', readonly WaitCase[]>> {
  readonly victims: Readonly<Record<string, Victim>>;
}

/** Folder of the cases and of the programs that measure. */
export const waitsFolder: URL = new URL('../../waits/', import.meta.url);

/** What can be measured. */
export function loadWaitCases(): WaitCases {
  return JSON.parse(readFileSync(new URL('cases.json', waitsFolder), 'utf8'));
}
