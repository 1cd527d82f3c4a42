/** The losses of an attack at one evaluation. */
export interface KktAttackRecord {
  /** Updates done before the losses were taken. */
  readonly iteration: number;
  readonly seconds: number;
  readonly total: number;
  readonly stationarity: number;
  readonly dualFeasibility: number;
  readonly prior: number;
}
