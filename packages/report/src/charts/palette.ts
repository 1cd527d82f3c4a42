/** Number of categorical colours; a further series starts again with the first one, told apart by its name. */
export const paletteSize = 6;

/** CSS colour of a series: a custom property, so that the chart follows light and dark mode. The palette runs from blue to
 * orange with purple, teal, ochre and slate between, of differing lightness, and never sets red against green.
 */
export function seriesColor(index: number): string {
  return `var(--series-${(index % paletteSize) + 1})`;
}

/** Colours of what is not data, as CSS custom properties of the stylesheet. */
export const chartColors: {
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly page: string;
} = { ink: 'var(--ink)', muted: 'var(--muted)', rule: 'var(--rule)', page: 'var(--page)' };

/** Values of the custom properties in light mode. Text has a contrast of at least 7 to 1 on page and card. */
export const lightColors: Readonly<Record<string, string>> = {
  page: '#f7f6f2',
  card: '#ffffff',
  ink: '#16191d',
  muted: '#474f59',
  rule: '#d9d7cf',
  track: '#e9e7df',
  shade: '#0000002c',
  'series-1': '#0f5fa8',
  'series-2': '#c85a0a',
  'series-3': '#7d3c98',
  'series-4': '#00757a',
  'series-5': '#8a6a00',
  'series-6': '#5d6773',
  leak: '#8f3900',
  'no-leak': '#0b4f8a',
  neutral: '#474f59',
  warning: '#6d2f88',
};

/** The same in dark mode. */
export const darkColors: Readonly<Record<string, string>> = {
  page: '#14171b',
  card: '#1d2127',
  ink: '#eceef0',
  muted: '#b4bcc6',
  rule: '#363c45',
  track: '#2a3038',
  shade: '#000000c0',
  'series-1': '#6cb2f5',
  'series-2': '#f59b52',
  'series-3': '#c99be3',
  'series-4': '#4fc4c4',
  'series-5': '#d9bd4c',
  'series-6': '#a3adb9',
  leak: '#f7ac6f',
  'no-leak': '#8cc4fa',
  neutral: '#b4bcc6',
  warning: '#d4aeea',
};

/** The same on paper, and in files that stand on a white page. */
export const paperColors: Readonly<Record<string, string>> = {
  ...lightColors,
  page: '#ffffff',
  ink: '#000000',
  muted: '#3d444d',
  rule: '#c9c9c9',
  shade: 'transparent',
};
