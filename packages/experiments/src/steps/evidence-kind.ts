import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { estimateSpan } from '@noprior/first-layer-spectrum';
import {
  evidenceAttack,
  evidenceAttackDefaults,
  evidenceStart,
  type Initialisation,
  nothingKnown,
  runAttack,
} from '@noprior/reconstruction-attack';
import type { StepKind } from '../engine/step-kind.ts';
import { addNumber } from './add-to-rows.ts';
import { type AssumedShift, toShift } from './assumed-shift.ts';
import { loadStepNetwork } from './load-parts.ts';
import { type BoxParameters, movedBox } from './moved-box.ts';
import { fileNames } from './step-files.ts';

/** What the attacker brings along, and how long it searches. */
export type EvidenceParameters = BoxParameters & {
  readonly candidatesPerClass: number;
  readonly initialisation: Initialisation;
  /** Box and start are moved by it; default 0. */
  readonly assumedShift?: AssumedShift;
  readonly alpha: number;
  readonly maxIterations: number;
  readonly seed: number;
};

/** What `evidence` finds. */
export type EvidenceValues = {
  readonly assumedShift: number;
  /** Of the first layer's start, as estimated. */
  readonly noise: number;
  readonly spanRank: number;
  readonly iterations: number;
  readonly ended: string;
};

/** `evidence`: reads `network`; the attack by the evidence of the first layer, whose noise is estimated from its spectrum. Writes the
 * candidates. */
export const evidenceKind: StepKind<EvidenceParameters, EvidenceValues> = {
  name: 'evidence',
  version: 1,
  async run(parameters, context) {
    const { candidatesPerClass, initialisation, assumedShift = 0, alpha, maxIterations, seed } = parameters;
    const { backend, folder } = context;
    const network = await loadStepNetwork(context);
    const span = estimateSpan(network);
    const shift = toShift(assumedShift, network, span);
    const box = movedBox(parameters, network, shift);
    const prior = { initialisation, candidatesPerClass, ...(box === undefined ? {} : { box }) };
    const { noise: _, ...defaults } = evidenceAttackDefaults;
    const noise = { from: Math.max(1e-2, span.noise), to: span.noise };
    // Points that share a large constant have inner products that float32 cannot tell apart.
    const dtype = shift === 0 ? defaults.dtype : 'float64';
    const config = { ...defaults, prior, noise, alpha, maxIterations, seed, dtype };
    const drawn = evidenceStart(network, config);
    const start = { ...drawn, x: addNumber(drawn.x, shift) };
    const { candidates, iterations, ended } = await runAttack(evidenceAttack, network, nothingKnown, {
      backend,
      config,
      start,
    });
    await saveNpz(join(folder, fileNames.candidates), { ...candidates });
    return { assumedShift: shift, noise: span.noise, spanRank: span.rank, iterations, ended };
  },
};
