import { type CornerAttackConfig, cornerAttackDefaults } from '../corners/corner-attack-config.ts';
import { type EvidenceAttackConfig, evidenceAttackDefaults } from '../evidence/evidence-attack-config.ts';

/** Names of the presets of the strong attack. */
export const strongPresetNames = ['strong-cpu', 'strong-gpu'] as const;

/** Name of a preset of the strong attack. */
export type StrongPresetName = (typeof strongPresetNames)[number];

/** Settings of one of its searches by evidence. */
export interface StrongSearchSettings
  extends Pick<
    EvidenceAttackConfig,
    'misfit' | 'alpha' | 'contrast' | 'stepSize' | 'logLambdaStepSize' | 'schedule' | 'maxIterations'
  > {
  /** The noise begins at so many times the estimate, and ends there. */
  readonly noiseRatio: number;
}

/** What determines a strong attack, but for the box and the number of samples. */
export interface StrongPreset {
  readonly corners: Omit<CornerAttackConfig, 'box' | 'seed' | 'dtype'>;
  /** From the corners, one candidate for every sample. */
  readonly fromCorners: StrongSearchSettings;
  /** From candidates drawn at random. */
  readonly fromDraws: StrongSearchSettings;
  /** Candidates drawn for every sample. */
  readonly drawsPerSample: number;
}

const { box: _, seed: __, dtype: ___, ...corners } = cornerAttackDefaults;
const { misfit, alpha, contrast, stepSize, logLambdaStepSize, schedule, maxIterations } = evidenceAttackDefaults;
const common = { misfit, alpha, contrast, logLambdaStepSize, schedule };

const cpu: StrongPreset = {
  corners,
  fromCorners: { ...common, stepSize: 5e-3, maxIterations: 500, noiseRatio: 10 },
  fromDraws: { ...common, stepSize, maxIterations, noiseRatio: 100 },
  drawsPerSample: 2,
};

/** Presets by name.
 *
 * - `strong-cpu`: corners find most where many pixels are black or white, random draws where few are.
 * - `strong-gpu`: four times the directions and iterations. Its figures have not been measured on a GPU.
 */
export const strongPresets: Readonly<Record<StrongPresetName, StrongPreset>> = {
  'strong-cpu': cpu,
  'strong-gpu': {
    corners: {
      ...cpu.corners,
      directions: 4 * cpu.corners.directions,
      perDimension: 4 * cpu.corners.perDimension,
      rounds: 24,
      patience: 3,
    },
    fromCorners: { ...cpu.fromCorners, maxIterations: 4 * cpu.fromCorners.maxIterations },
    fromDraws: { ...cpu.fromDraws, maxIterations: 4 * cpu.fromDraws.maxIterations },
    drawsPerSample: cpu.drawsPerSample,
  },
};
