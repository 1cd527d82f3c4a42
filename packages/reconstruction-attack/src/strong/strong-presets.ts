import { type CornerAttackConfig, cornerAttackDefaults } from '../corners/corner-attack-config.ts';
import { type EvidenceAttackConfig, evidenceAttackDefaults } from '../evidence/evidence-attack-config.ts';

/** Names of the presets of the strong attack. */
export const strongPresetNames = ['strong-cpu', 'strong-gpu'] as const;

/** Name of a preset of the strong attack. */
export type StrongPresetName = (typeof strongPresetNames)[number];

/** What determines a strong attack, but for the box and the number of samples. */
export interface StrongPreset {
  readonly corners: Omit<CornerAttackConfig, 'box' | 'seed' | 'dtype'>;
  /** Its noise begins at `noiseRatio` times the estimate, and ends there. */
  readonly evidence: Pick<
    EvidenceAttackConfig,
    'misfit' | 'alpha' | 'contrast' | 'stepSize' | 'logLambdaStepSize' | 'schedule' | 'maxIterations'
  > & { readonly noiseRatio: number };
}

const { box: _, seed: __, dtype: ___, ...corners } = cornerAttackDefaults;
const { misfit, alpha, contrast, logLambdaStepSize, schedule } = evidenceAttackDefaults;

const cpu: StrongPreset = {
  corners,
  evidence: {
    misfit,
    alpha,
    contrast,
    stepSize: 5e-3,
    logLambdaStepSize,
    schedule,
    maxIterations: 500,
    noiseRatio: 10,
  },
};

/** Presets by name.
 *
 * - `strong-cpu`: for images many of whose pixels are black or white. On CIFAR-10, where few are, it finds fewer than `adam-box`
 *   (docs/results/attack-power).
 * - `strong-gpu`: four times the directions and iterations. Its figures have not been measured on a GPU.
 */
export const strongPresets: Readonly<Record<StrongPresetName, StrongPreset>> = {
  'strong-cpu': cpu,
  'strong-gpu': {
    corners: { ...cpu.corners, directions: 4 * cpu.corners.directions, rounds: 24, patience: 3 },
    evidence: { ...cpu.evidence, maxIterations: 4 * cpu.evidence.maxIterations },
  },
};
