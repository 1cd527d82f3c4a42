import type { Experiment } from '../engine/experiment.ts';
import { attackKind } from '../steps/attack-kind.ts';
import { dataKind } from '../steps/data-kind.ts';
import { attackSeconds, evaluationSeconds, scoreSeconds, trainingSeconds } from '../steps/expected-seconds.ts';
import { oracleKind } from '../steps/oracle-kind.ts';
import { scoreKind } from '../steps/score-kind.ts';
import { trainKind } from '../steps/train-kind.ts';
import type { AttackSizes } from './image-sizes.ts';
import { type SphereKinds, type SpherePoint, summarizeSphere } from './sphere-radius-summary.ts';

/** Sharpness of the surrogate: pre-activations of unit vectors are a few hundredths here, and a blunter derivative is another
 * loss than the hard one. */
const alpha = 1000;

/** The paper's study on the sphere: candidates that start at several distances from the origin reach the same loss, at
 * several distances from the data.
 *
 * @see Refael et al. 2025, arXiv:2509.21296, the experiment on the sphere
 */
export const sphereRadius: Experiment<SpherePoint, AttackSizes, SphereKinds> = {
  name: 'sphere-radius',
  title: 'One loss, many distances',
  about:
    'Points on the unit sphere, labelled by the sign of their first coordinate; a network with one hidden layer; an attacker without bounds on ' +
    'the points, whose candidates start on spheres of several radii. Beside L_KKT stand the loss of the true training set with its best ' +
    'multipliers, and what the initial weights alone leave behind; beside the distance of the five best candidates stand held-out points and chance.',
  scales: {
    smoke: {
      grid: { initialisation: ['pytorch', 'small'], radius: [0.3, 1, 3] },
      seeds: [1, 2, 3],
      sizes: { perClass: 5, dimension: 20, hidden: [40], targetLoss: 1e-4, candidatesPerClass: 5, maxIterations: 100 },
    },
    cpu: {
      grid: { initialisation: ['pytorch', 'small'], radius: [0.1, 0.3, 1, 3, 10] },
      seeds: [1, 2, 3],
      sizes: {
        perClass: 250,
        dimension: 784,
        hidden: [1000],
        targetLoss: 1e-7,
        candidatesPerClass: 250,
        maxIterations: 800,
      },
    },
    paper: {
      grid: { initialisation: ['pytorch', 'small'], radius: [0.1, 0.2, 0.5, 1, 2, 3, 5, 10] },
      seeds: [1, 2, 3, 4, 5],
      sizes: {
        perClass: 250,
        dimension: 784,
        hidden: [1000],
        targetLoss: 1e-7,
        candidatesPerClass: 500,
        maxIterations: 20_000,
      },
    },
  },
  stages: {
    data: {
      kind: dataKind,
      parameters: (_, seed, { perClass, dimension }) => ({ dataset: 'sphere', perClass, dimension, seed }),
      seconds: () => 0.5,
    },
    train: {
      kind: trainKind,
      inputs: { data: 'data' },
      parameters: ({ initialisation }, seed, { hidden, targetLoss }) => ({
        hiddenSizes: hidden,
        initialisation,
        targetLoss,
        maxIterations: 100_000,
        seed,
      }),
      seconds: (_, __, { perClass, dimension, hidden, targetLoss }) =>
        trainingSeconds({ points: 2 * perClass, dimension, hidden }, targetLoss),
    },
    oracle: {
      kind: oracleKind,
      inputs: { data: 'data', network: 'train' },
      parameters: () => ({ alpha }),
      seconds: (_, __, { perClass, dimension, hidden }) =>
        evaluationSeconds({ points: 2 * perClass, dimension, hidden }),
    },
    attack: {
      kind: attackKind,
      inputs: { network: 'train' },
      parameters: ({ radius }, seed, { candidatesPerClass, maxIterations }) => ({
        method: 'kkt',
        preset: 'adam-box',
        settings: {
          candidatesPerClass,
          radius,
          bounds: 'none',
          lambdaMin: 0,
          alpha,
          // A longer step forgets the start.
          stepSize: 0.005,
          lambdaStepSize: 3e-3,
          maxIterations,
        },
        seed,
        start: 'moved',
        knowledge: {},
      }),
      seconds: (_, __, { candidatesPerClass, dimension, hidden, maxIterations }) =>
        attackSeconds({ points: 2 * candidatesPerClass, dimension, hidden }, maxIterations),
    },
    score: {
      kind: scoreKind,
      inputs: { data: 'data', network: 'train', attack: 'attack' },
      parameters: ({ radius }, seed) => ({ seed, chanceRadius: radius }),
      seconds: (_, __, { perClass, candidatesPerClass, dimension }) =>
        scoreSeconds(2 * candidatesPerClass, 2 * perClass, dimension),
    },
  },
  summarize: (results, { grid }) => summarizeSphere(results, grid.initialisation),
};
