import { definedOnly } from '@noprior/tensor';
import type { GridPoint } from '../engine/experiment.ts';
import { attackKind } from '../steps/attack-kind.ts';
import { attackSeconds } from '../steps/expected-seconds.ts';
import type { ImageSizes } from './image-sizes.ts';
import { type AttackerPrior, alpha, type PriorOf, type ReconstructionStage } from './reconstruction-kinds.ts';

/** Knowledge and settings that all attacks on points have. */
function common(prior: AttackerPrior) {
  const { box, boxWidth, initialisation: law, candidatesPerClass, assumedShift } = prior;
  return {
    knowledge: { box, ...definedOnly({ boxWidth }) },
    settings: {
      candidatesPerClass,
      ...(law.kind === 'sphere' ? { radius: law.radius } : { initScale: law.scale }),
      bounds: box === 'absent' ? 'none' : 'known',
      alpha,
    },
    ...definedOnly({ assumedShift }),
  };
}

/** The KKT attack: Adam with a decay over the last half. */
export function kktStage<Point extends GridPoint>(priorOf: PriorOf<Point>): ReconstructionStage<Point, 'attack'> {
  return {
    kind: attackKind,
    inputs: { network: 'noise', oracle: 'oracle' },
    inputsAt: (point, _, sizes) => {
      const { subspace, assumedShift } = priorOf(point, sizes);
      return {
        ...(subspace === undefined ? {} : { data: subspace.of === 'public' ? 'public' : 'data' }),
        ...(assumedShift === 'estimated' ? { span: 'span' } : {}),
      };
    },
    parameters: (point, seed, sizes) => {
      const prior = priorOf(point, sizes);
      const { lambdaMin, subspace, targetGap } = prior;
      const { settings, ...rest } = common(prior);
      const { maxIterations } = sizes;
      return {
        method: 'kkt',
        preset: 'adam-box',
        settings: { ...settings, lambdaMin, stepSize: 0.02, lambdaStepSize: 3e-3, maxIterations },
        seed,
        start: 'moved',
        ...rest,
        ...definedOnly({ subspace, targetGap }),
      };
    },
    seconds: (point, _, sizes) => {
      const { dimension, hidden, maxIterations } = sizes;
      const points = 2 * priorOf(point, sizes).candidatesPerClass;
      return attackSeconds({ points, dimension, hidden }, maxIterations);
    },
  };
}

/** The evidence attack, with the prior of the KKT attack; it estimates the noise of the first layer. */
export function evidenceStage<Point extends GridPoint>(
  priorOf: PriorOf<Point>,
): ReconstructionStage<Point, 'evidence'> {
  const iterations = ({ maxIterations }: ImageSizes): number => Math.min(maxIterations, 1500);
  return {
    kind: attackKind,
    inputs: { network: 'noise', span: 'span' },
    inputsAt: (point, _, sizes) => (priorOf(point, sizes).startNoise === 'estimated or truth' ? { data: 'data' } : {}),
    parameters: (point, seed, sizes) => {
      const prior = priorOf(point, sizes);
      const { knowledge, settings, assumedShift } = common(prior);
      const { startNoise = 'estimated' } = prior;
      return {
        method: 'evidence',
        settings: {
          ...settings,
          candidatesPerClass: Math.ceil(sizes.candidatesPerClass / 2),
          maxIterations: iterations(sizes),
        },
        seed,
        start: 'moved',
        knowledge: { ...knowledge, startNoise },
        // Its points need no span, but it needs the noise, which is estimated beside a span.
        ...(startNoise === 'estimated' ? { needsSpan: true } : {}),
        // Points that share a large constant have inner products that float32 cannot tell apart.
        ...(assumedShift === undefined ? {} : { assumedShift, dtype: 'float64' as const }),
      };
    },
    seconds: (_, __, sizes) =>
      attackSeconds(
        { points: sizes.candidatesPerClass, dimension: sizes.dimension, hidden: sizes.hidden },
        iterations(sizes),
      ),
  };
}

/** The attack on box vertices. An attacker who assumes a shift looks for images moved by any multiple of the constant image. */
export function boxVerticesStage<Point extends GridPoint>(
  priorOf: PriorOf<Point>,
): ReconstructionStage<Point, 'box-vertices'> {
  return {
    kind: attackKind,
    inputs: { network: 'noise', span: 'span' },
    parameters: (point, seed, sizes) => {
      const { box, assumedShift } = priorOf(point, sizes);
      return {
        method: 'box-vertices',
        settings: { alpha, ...sizes.boxVertices, ...(assumedShift === undefined ? {} : { freeShift: true }) },
        seed,
        start: 'drawn',
        knowledge: { box },
        needsSpan: true,
        ...definedOnly({ assumedShift }),
      };
    },
    seconds: (_, __, { boxVertices, dimension }) => ((boxVertices?.directions ?? 1000) / 1000) * (dimension / 784) * 8,
  };
}
