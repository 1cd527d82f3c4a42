/** Whether the operands of a product are transposed: all four ways. */
export const transposeFlags = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;
