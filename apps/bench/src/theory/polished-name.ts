/** What the end of a polish is called: a relative residual of 1e-3 or less makes a KKT point. */
export function refinedName(residual: number): string {
  return residual <= 1e-3 ? 'KKT point' : 'polished, not yet KKT';
}
