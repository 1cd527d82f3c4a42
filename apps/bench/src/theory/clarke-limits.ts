/** Where a Clarke residual is one of many figures: near a KKT point residual and lower bound both go to 0, and a gap relative
 * to the residual may stay open however long the solver runs. */
export const clarkeLimits = { maxCycles: 60, maxSeconds: 30 } as const;
