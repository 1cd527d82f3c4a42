/** The evidence at one iteration, at the noise of that iteration; see `firstLayerEvidence`. */
export interface EvidenceRecord {
  /** Updates done before the values were taken. */
  readonly iteration: number;
  readonly seconds: number;
  readonly noise: number;
  readonly value: number;
  readonly fit: number;
  readonly occam: number;
}
