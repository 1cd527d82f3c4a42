/** Limits of the Clarke solver where its residual is one of many numbers. Near a KKT point residual and lower bound both go to 0, and a
 * gap relative to the residual may stay open however long the solver runs. */
export const clarkeLimits = { maxCycles: 60, maxSeconds: 30 } as const;
