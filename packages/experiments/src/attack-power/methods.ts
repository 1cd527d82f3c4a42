import { definedOnly } from '@noprior/tensor';
import type { AttackParameters } from '../steps/attack-kind.ts';
import { attackSeconds } from '../steps/expected-seconds.ts';
import type { StudyKnowledge } from '../steps/study-knowledge.ts';
import { type AttackedNetwork, startNoiseOf, workSizeOf } from './attacked-network.ts';

/** Attacks that are compared: those of the registry, and the evidence attack in two stages, whose second believes that pixels lie near the
 * ends of their range. */
export const methodNames = ['kkt', 'evidence', 'evidence in two stages', 'box-vertices', 'cascade'] as const;

/** One of {@link methodNames}. */
export type MethodName = (typeof methodNames)[number];

/** How an attack is run. */
export type AttackRunPoint = {
  readonly method: MethodName;
  /** From the truth it is an oracle bound and no attack. */
  readonly start: 'drawn' | 'truth';
  /** `truth`: an evidence attack is given the true noise of the start, a cascade the true number of samples. Otherwise they are estimated from the weights.
   * The other attacks use neither. */
  readonly knowledge: 'truth' | 'estimated';
};

/** Smaller runs, to see that everything works. */
export interface MethodLimits {
  readonly maxIterations?: number;
  readonly directions?: number;
}

/** What an attack runs with.
 *
 * The number of candidates grows with the number of images: 4 for each image for the KKT attack, 2 with ten classes; for the evidence attack 2
 * for each of 20 images, else 1. */
export function attackParameters(
  { method, start, knowledge }: AttackRunPoint,
  network: AttackedNetwork,
  { maxIterations, directions }: MethodLimits = {},
): Omit<AttackParameters, 'seed'> {
  const startNoise = startNoiseOf(network);
  const search = definedOnly({ directions });
  const settings = {
    candidatesPerClass: candidatesPerClass(method, network),
    ...definedOnly({ maxIterations }),
  };
  const common = {
    knowledge: knowledgeOf(method, knowledge, network),
    start,
  };
  switch (method) {
    case 'kkt':
      return { method, settings, ...common };
    case 'evidence':
    case 'evidence in two stages': {
      const belief = {
        contrast: 3,
        noise: { from: 30 * startNoise, to: startNoise },
        maxIterations: maxIterations ?? 800,
      };
      return {
        method: 'evidence',
        settings,
        ...(method === 'evidence' ? {} : { second: belief }),
        ...common,
      };
    }
    case 'box-vertices':
      return { method, settings: search, ...common };
    case 'cascade': {
      const stages = { fromVerticesIterations: maxIterations!, fromDrawsIterations: maxIterations! };
      return { method, settings: { ...search, ...(maxIterations === undefined ? {} : stages) }, ...common };
    }
  }
}

function knowledgeOf(
  method: MethodName,
  knowledge: AttackRunPoint['knowledge'],
  network: AttackedNetwork,
): StudyKnowledge {
  const box = 'model file';
  switch (method) {
    case 'kkt':
    case 'box-vertices':
      return { box };
    case 'cascade':
      return { box, startNoise: 'estimated', samples: knowledge === 'truth' ? { truth: network.images } : 'estimated' };
    default:
      return { box, startNoise: knowledge === 'truth' ? { truth: startNoiseOf(network) } : 'estimated' };
  }
}

/** Candidates of a search for each label. */
export function candidatesPerClass(method: MethodName, network: AttackedNetwork): number {
  return candidatesPerImage(method, network) * (network.images / network.classes);
}

function candidatesPerImage(method: MethodName, { images, classes }: AttackedNetwork): number {
  if (method === 'kkt') return classes === 2 ? 4 : 2;
  return classes === 2 && images <= 20 ? 2 : 1;
}

/** Seconds that an attack is expected to take. */
export function methodSeconds(
  { method, start }: Pick<AttackRunPoint, 'method' | 'start'>,
  network: AttackedNetwork,
  { maxIterations, directions = 1000 }: MethodLimits = {},
): number {
  const points = (perImage: number) =>
    workSizeOf(network, start === 'truth' ? network.images : perImage * network.images);
  const evidence = attackSeconds(points(candidatesPerImage('evidence', network)), maxIterations ?? 1500);
  const vertices = (directions / 1000) * (15 + 0.5 * network.images);
  switch (method) {
    case 'kkt':
      return attackSeconds(points(candidatesPerImage('kkt', network)), maxIterations ?? 2500);
    case 'evidence':
      return evidence;
    case 'evidence in two stages':
      return 1.5 * evidence;
    case 'box-vertices':
      return vertices;
    case 'cascade':
      return vertices + 2 * evidence;
  }
}
