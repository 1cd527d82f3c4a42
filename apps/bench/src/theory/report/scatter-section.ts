import { escapeHtml, type Section } from '@noprior/report';

/** Points of one kind. */
export interface ScatterSeries {
  readonly name: string;
  /** Both coordinates above 0 and finite; what is not is left out. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A cloud of points on two logarithmic axes of the same range, with the diagonal. */
export interface ScatterSectionOptions {
  readonly title: string;
  readonly note: string;
  readonly series: readonly ScatterSeries[];
  readonly xName: string;
  readonly yName: string;
}

/** Marks that differ without colour, too: a dot, a plus, a triangle, a cross. */
const marks: readonly ((x: string, y: string) => string)[] = [
  (x, y) => `M${x} ${y}h0`,
  (x, y) => `M${x} ${y}m-3 0h6m-3-3v6`,
  (x, y) => `M${x} ${y}m-3 2.6h6l-3-5.2z`,
  (x, y) => `M${x} ${y}m-2.5-2.5l5 5m0-5l-5 5`,
];
/** Margins around the plot. */
const frame = { left: 56, right: 14, top: 10, bottom: 46 } as const;

/** A section with a scatter plot, as inline SVG for wide and for narrow screens. */
export function scatterSection(options: ScatterSectionOptions): Section {
  return { title: options.title, render: () => renderScatter(options) };
}

function renderScatter(options: ScatterSectionOptions): string {
  const series = options.series
    .map(({ name, points }) => ({ name, points: points.filter((point) => point.every(isDrawable)) }))
    .filter(({ points }) => points.length > 0);
  const note = options.note === '' ? '' : `<p class="note">${escapeHtml(options.note)}</p>`;
  if (series.length === 0) return `${note}<p class="empty">No point to draw.</p>`;
  const drawn = { ...options, series };
  const axes = `${options.yName} by ${options.xName}, both axes logarithmic. Dashed: equal.`;
  return (
    `${note}<p class="axes">${escapeHtml(axes)}</p><div class="chart">${draw(drawn, 'wide', 920, 460)}` +
    `${draw(drawn, 'narrow', 400, 340)}</div>${legend(series)}`
  );
}

function draw(options: ScatterSectionOptions, kind: 'wide' | 'narrow', width: number, height: number): string {
  const all = options.series.flatMap(({ points }) => points);
  const xs = powers(all.map(([x]) => x));
  const ys = powers(all.map(([, y]) => y));
  const plot = { width: width - frame.left - frame.right, height: height - frame.top - frame.bottom };
  const toX = (power: number): number => frame.left + ((power - xs.low) / (xs.high - xs.low)) * plot.width;
  const toY = (power: number): number => frame.top + ((ys.high - power) / (ys.high - ys.low)) * plot.height;
  const text = (x: number, y: number, anchor: string, words: string): string =>
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" font-size="14" fill="var(--muted)">${escapeHtml(words)}</text>`;
  const lines = steps(ys, plot.height / 34).map(
    (power) =>
      `<path d="M${frame.left} ${toY(power).toFixed(1)}h${plot.width}" stroke="var(--rule)" fill="none"/>` +
      text(frame.left - 8, toY(power) + 5, 'end', `1e${power}`),
  );
  const columns = steps(xs, plot.width / 56).map((power) =>
    text(toX(power), height - frame.bottom + 20, 'middle', `1e${power}`),
  );
  const [from, to] = [Math.max(xs.low, ys.low), Math.min(xs.high, ys.high)];
  const diagonal =
    from < to
      ? `<path d="M${toX(from).toFixed(1)} ${toY(from).toFixed(1)}L${toX(to).toFixed(1)} ${toY(to).toFixed(1)}" stroke="var(--ink)" stroke-width="1.5" stroke-dasharray="7 5" fill="none"/>`
      : '';
  const clouds = options.series.map(({ points }, index) => {
    const path = points
      .map(([x, y]) => markOf(index)(toX(Math.log10(x)).toFixed(1), toY(Math.log10(y)).toFixed(1)))
      .join('');
    return `<path d="${path}" ${pen(index)}/>`;
  });
  const label = `${options.title}: ${options.yName} by ${options.xName}. ${options.series.map(({ name, points }) => `${name}: ${points.length} points`).join('; ')}.`;
  return (
    `<svg class="drawing ${kind}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">` +
    `${lines.join('')}${columns.join('')}${clouds.join('')}${diagonal}` +
    `${text(frame.left + plot.width / 2, height - 6, 'middle', options.xName)}</svg>`
  );
}

function legend(series: readonly ScatterSeries[]): string {
  const entries = series.map(
    ({ name, points }, index) =>
      `<li><svg class="swatch" width="18" height="14" viewBox="0 0 18 14" aria-hidden="true"><path d="${markOf(index)('9', '7')}" ${pen(index)}/></svg><span>` +
      `${escapeHtml(name)} <span class="detail">${points.length} points</span></span></li>`,
  );
  return `<ul class="legend">${entries.join('')}</ul>`;
}

function markOf(index: number): (x: string, y: string) => string {
  return marks[index % marks.length]!;
}

function pen(index: number): string {
  const width = index % marks.length === 0 ? 4 : 1.2;
  return `stroke="var(--series-${(index % 6) + 1})" stroke-width="${width}" stroke-linecap="round" fill="none" stroke-opacity="0.7"`;
}

/** Powers of ten around values above 0. */
function powers(values: readonly number[]): { readonly low: number; readonly high: number } {
  const logs = values.map(Math.log10);
  const low = Math.floor(logs.reduce((least, value) => Math.min(least, value)));
  const high = Math.ceil(logs.reduce((most, value) => Math.max(most, value)));
  return { low, high: Math.max(high, low + 1) };
}

/** Powers to be marked, at most about `most` of them. */
function steps({ low, high }: { readonly low: number; readonly high: number }, most: number): number[] {
  const step = Math.max(1, Math.ceil((high - low) / Math.max(1, most)));
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, k) => low + k * step);
}

function isDrawable(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}
