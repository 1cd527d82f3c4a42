/** A hidden unit: `layer` as in `layers.{layer}.weight`, `unit` its row there. */
export interface UnitPosition {
  readonly layer: number;
  readonly unit: number;
}

/** How far a point may go to one side. */
export interface SplitSide {
  /** In multiples of v; Infinity if no unit moves towards zero. The pattern is kept strictly below it. */
  readonly radius: number;
  /** The unit that reaches zero first; `undefined` if none does. */
  readonly blocking: UnitPosition | undefined;
}

/** Result of the ratio test for one point and one direction. */
export interface SplitRadius {
  /** The smaller of both sides. */
  readonly radius: number;
  /** Along +v. */
  readonly forward: SplitSide;
  /** Along -v. */
  readonly backward: SplitSide;
  /** Hidden units that stand on their kink at x; each of them makes the radius 0 unless it is at rest. */
  readonly kinkUnits: number;
  /** Those of them that do not move along v. */
  readonly kinkUnitsAtRest: number;
  /** Units whose slope is not 0 but within the slope tolerance; they were taken not to move. */
  readonly slopesTakenAsZero: number;
  /** The radius that those units would allow if their slopes were real; Infinity without such units. */
  readonly radiusOfTakenAsZero: number;
  /** v . grad_x Phi: the logit moves by t times this. */
  readonly logitSlope: number;
  /** What rounding may leave of a logit slope that is 0. */
  readonly logitSlopeNoise: number;
}
