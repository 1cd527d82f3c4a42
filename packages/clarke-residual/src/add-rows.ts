/** row += sum of factors times rows, in their order; four of them share what is loaded of the row. */
export function addRows(row: Float64Array, rows: readonly Float64Array[], factors: Float64Array): void {
  let at = 0;
  for (; at + 4 <= rows.length; at += 4) {
    const [a, b, c, d] = [rows[at]!, rows[at + 1]!, rows[at + 2]!, rows[at + 3]!];
    const [p, q, r, s] = [factors[at]!, factors[at + 1]!, factors[at + 2]!, factors[at + 3]!];
    for (let j = 0; j < row.length; j++) row[j] = row[j]! + p * a[j]! + q * b[j]! + r * c[j]! + s * d[j]!;
  }
  for (; at < rows.length; at++) {
    const [other, factor] = [rows[at]!, factors[at]!];
    for (let j = 0; j < row.length; j++) row[j]! += factor * other[j]!;
  }
}
