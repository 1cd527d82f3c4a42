import type { StepKind, StepKinds } from '../engine/step-kind.ts';
import { attackKind } from './attack-kind.ts';
import { boxVerticesKind } from './box-vertices-kind.ts';
import { dataKind } from './data-kind.ts';
import { evidenceKind } from './evidence-kind.ts';
import { farKind } from './far-kind.ts';
import { noiseKind } from './noise-kind.ts';
import { oracleKind } from './oracle-kind.ts';
import { scoreKind } from './score-kind.ts';
import { trainKind } from './train-kind.ts';

/** Every kind of work that the experiments are made of, by name. */
export const stepKinds: StepKinds = Object.fromEntries(
  [dataKind, trainKind, noiseKind, oracleKind, attackKind, evidenceKind, boxVerticesKind, scoreKind, farKind].map(
    (kind) => [kind.name, kind as StepKind],
  ),
);
