/** Number of categorical colours; a further series starts again with the first one, told apart by its name. */
export const paletteSize = 6;

/** CSS colour of a series: a custom property, so that the chart follows light and dark mode. The palette runs from blue to
 * orange with purple, teal, ochre and slate between, of differing lightness, and never sets red against green.
 */
export function seriesColor(index: number): string {
  return `var(--series-${(index % paletteSize) + 1})`;
}

/** Colours of what is not data, as CSS custom properties of the stylesheet. */
export const chartColors: { readonly ink: string; readonly muted: string; readonly rule: string } = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  rule: 'var(--rule)',
};
