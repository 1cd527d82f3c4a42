import { type BoxVertexConfig, boxVertexDefaults } from '../box-vertices/box-vertex-config.ts';
import { type EvidenceAttackConfig, evidenceAttackDefaults } from '../evidence/evidence-attack-config.ts';

/** Names of the presets of the strong attack. */
export const cascadePresetNames = ['strong-cpu', 'strong-gpu'] as const;

/** Name of a preset of the strong attack. */
export type CascadePresetName = (typeof cascadePresetNames)[number];

/** Settings of one of its searches by evidence. */
export interface CascadeSearchSettings
  extends Pick<
    EvidenceAttackConfig,
    'misfit' | 'alpha' | 'contrast' | 'stepSize' | 'logLambdaStepSize' | 'schedule' | 'maxIterations'
  > {
  /** The noise begins at so many times the estimate, and ends there. */
  readonly noiseRatio: number;
}

/** What determines a strong attack, but for the box and the number of samples. */
export interface CascadePreset {
  readonly vertices: Omit<BoxVertexConfig, 'box' | 'seed' | 'dtype'>;
  /** From the vertices, one candidate for every sample. */
  readonly fromVertices: CascadeSearchSettings;
  /** From candidates drawn at random. */
  readonly fromDraws: CascadeSearchSettings;
  /** Candidates drawn for every sample. */
  readonly drawsPerSample: number;
}

const { box: _, seed: __, dtype: ___, ...vertices } = boxVertexDefaults;
const { misfit, alpha, contrast, stepSize, logLambdaStepSize, schedule, maxIterations } = evidenceAttackDefaults;
const common = { misfit, alpha, contrast, logLambdaStepSize, schedule };

const cpu: CascadePreset = {
  vertices,
  fromVertices: { ...common, stepSize: 5e-3, maxIterations: 500, noiseRatio: 10 },
  fromDraws: { ...common, stepSize, maxIterations, noiseRatio: 100 },
  drawsPerSample: 2,
};

/** Presets by name.
 *
 * - `strong-cpu`: vertices find most where many pixels are black or white, random draws where few are.
 * - `strong-gpu`: four times the directions and iterations. Its figures have not been measured on a GPU.
 */
export const cascadePresets: Readonly<Record<CascadePresetName, CascadePreset>> = {
  'strong-cpu': cpu,
  'strong-gpu': {
    vertices: {
      ...cpu.vertices,
      directions: 4 * cpu.vertices.directions,
      directionsPerDimension: 4 * cpu.vertices.directionsPerDimension,
      rounds: 24,
      patience: 3,
    },
    fromVertices: { ...cpu.fromVertices, maxIterations: 4 * cpu.fromVertices.maxIterations },
    fromDraws: { ...cpu.fromDraws, maxIterations: 4 * cpu.fromDraws.maxIterations },
    drawsPerSample: cpu.drawsPerSample,
  },
};
