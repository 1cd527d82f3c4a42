import type { Initialisation } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';

/** A network and the data it is trained on; the seed names both. */
export interface NetworkCase {
  readonly dataset: 'toy2d' | 'sphere' | 'glyphs' | 'mnist';
  /** Samples of each of the two labels. */
  readonly perClass: number;
  /** Numbers of a sample. */
  readonly dimension: number;
  readonly hidden: readonly number[];
  readonly initialisation: Initialisation;
}

/** Networks of a scale, by the names that points of the grid and rows of tables have. */
export type NetworkCases<Case extends NetworkCase = NetworkCase> = Readonly<Record<string, Case>>;

const mnist = { dataset: 'mnist', perClass: 10, dimension: 784, initialisation: 'scaled-first' } as const;
const toy2d = { dataset: 'toy2d', perClass: 50, dimension: 2 } as const;
const sphere = { dataset: 'sphere', dimension: 784, hidden: [1000], initialisation: 'pytorch' } as const;

/** Networks of the committed results. */
export type NetworkName =
  | 'toy2d 2-100-1'
  | 'toy2d 2-100-100-1'
  | 'sphere 784-1000-1, 50 points'
  | 'sphere 784-1000-1, 500 points'
  | 'sphere 20-1000-1, 100 points'
  | 'MNIST 784-1000-1'
  | 'MNIST 784-1000-1000-1'
  | 'MNIST 784-300-300-300-1';

/** The networks of the committed results. The data are MNIST odd against even digits with the mean subtracted, points uniform on a
 * sphere labelled by the sign of their first coordinate, and two interleaved arcs in the plane. */
export const networks: Readonly<Record<NetworkName, NetworkCase>> = {
  'toy2d 2-100-1': { ...toy2d, hidden: [100], initialisation: 'pytorch' },
  'toy2d 2-100-100-1': { ...toy2d, hidden: [100, 100], initialisation: 'small' },
  'sphere 784-1000-1, 50 points': { ...sphere, perClass: 25 },
  'sphere 784-1000-1, 500 points': { ...sphere, perClass: 250 },
  'sphere 20-1000-1, 100 points': { ...sphere, dimension: 20, perClass: 50 },
  'MNIST 784-1000-1': { ...mnist, hidden: [1000] },
  'MNIST 784-1000-1000-1': { ...mnist, hidden: [1000, 1000] },
  'MNIST 784-300-300-300-1': { ...mnist, hidden: [300, 300, 300] },
};

/** The MNIST networks of the publications: 500 images. */
export const paperNetworks: Readonly<Record<'MNIST 784-1000-1' | 'MNIST 784-1000-1000-1', NetworkCase>> = {
  'MNIST 784-1000-1': { ...mnist, perClass: 250, hidden: [1000] },
  'MNIST 784-1000-1000-1': { ...mnist, perClass: 250, hidden: [1000, 1000] },
};

/** Networks that take seconds and no files. The data of the last span the input space. */
export const smokeNetworks: Readonly<Record<'sphere 12-20-1' | 'glyphs 784-20-1' | 'sphere 4-20-1', NetworkCase>> = {
  'sphere 12-20-1': { ...sphere, dimension: 12, perClass: 4, hidden: [20] },
  'glyphs 784-20-1': { dataset: 'glyphs', perClass: 3, dimension: 784, hidden: [20], initialisation: 'pytorch' },
  'sphere 4-20-1': { ...sphere, dimension: 4, perClass: 6, hidden: [20] },
};

/** Some networks of a list, each with more facts.
 *
 * @throws {DomainError} for a name that the list has not
 * @example withFacts(networks, { 'toy2d 2-100-1': { maxSeconds: 60 } })
 */
export function withFacts<Facts extends object>(
  cases: NetworkCases,
  facts: Readonly<Record<string, Facts>>,
): NetworkCases<NetworkCase & Facts> {
  const chosen: Record<string, NetworkCase & Facts> = {};
  for (const [name, own] of Object.entries(facts)) {
    const found = cases[name];
    if (found === undefined) {
      throw new DomainError(`withFacts: no network ${name}; there are ${Object.keys(cases).join(', ')}`);
    }
    chosen[name] = { ...found, ...own };
  }
  return chosen;
}
