import { escapeHtml } from '@noprior/report';

/** A line of a drawing. */
export interface CurveLine {
  readonly name: string;
  /** x above 0, increasing. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** What a drawing shows. */
export interface CurveDrawing {
  /** Text alternative and heading. */
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  /** Upper end of the y axis, which begins at 0. */
  readonly yMax: number;
  readonly lines: readonly CurveLine[];
}

/** Lines differ by dash, mark and shade, so that they can be told apart in black and white. */
const styles = [
  { dash: '', mark: 'disc', color: '#111827' },
  { dash: '9 4', mark: 'square', color: '#0f5fa8' },
  { dash: '2 4', mark: 'triangle', color: '#a34a00' },
  { dash: '10 4 2 4', mark: 'cross', color: '#5b5f66' },
  { dash: '5 2', mark: 'ring', color: '#6d28a8' },
] as const;

const width = 400;
/** Half of a label's width is left beside the last mark. */
const plot = { left: 44, right: 376, top: 34, bottom: 236 };
const font = 'font-family="system-ui, sans-serif" font-size="13"';

/** Curves over a logarithmic x axis as an SVG file of its own, drawn for a width of 400 pixels and legible there.
 *
 * @throws {RangeError} for no line with a point, or a point whose x is not above 0
 */
export function curveSvg({ title, xName, yName, yMax, lines }: CurveDrawing): string {
  const all = lines.flatMap(({ points }) => points.map(([x]) => x));
  if (all.length === 0) throw new RangeError('curveSvg: there is no point to draw; give at least one');
  if (all.some((x) => !(x > 0))) throw new RangeError('curveSvg: x must be above 0 on a logarithmic axis');
  const low = 10 ** Math.floor(Math.log10(Math.min(...all)));
  const high = Math.max(low * 10, roundUp(Math.max(...all)));
  const x = (value: number): number =>
    plot.left + ((plot.right - plot.left) * Math.log(value / low)) / Math.log(high / low);
  const y = (value: number): number => plot.bottom - ((plot.bottom - plot.top) * value) / yMax;
  const decades = Math.floor(Math.log10(high / low) + 1e-9);
  const xMarks = Array.from({ length: decades + 1 }, (_, index) => low * 10 ** index);
  const yMarks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * yMax);
  const legendTop = plot.bottom + 56;
  const height = legendTop + lines.length * 20 + 4;
  const grid = [
    ...yMarks.map(
      (value) =>
        `<line x1="${plot.left}" x2="${plot.right}" y1="${at(y(value))}" y2="${at(y(value))}" stroke="#d5d9de"/>` +
        text(plot.left - 6, y(value) + 4, format(value), 'end'),
    ),
    ...xMarks.map(
      (value) =>
        `<line x1="${at(x(value))}" x2="${at(x(value))}" y1="${plot.bottom}" y2="${plot.bottom + 5}" stroke="#333"/>` +
        text(x(value), plot.bottom + 19, format(value), 'middle'),
    ),
    `<line x1="${plot.left}" x2="${plot.right}" y1="${plot.bottom}" y2="${plot.bottom}" stroke="#333"/>`,
  ];
  const curves = lines.map(({ name, points }, index) => {
    const { dash, mark, color } = styles[index % styles.length]!;
    const path = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${at(x(px))} ${at(y(py))}`).join('');
    const gap = Math.max(1, Math.ceil(points.length / 8));
    const marks = points
      .filter((_, i) => i % gap === 0 || i === points.length - 1)
      .map(([px, py]) => drawMark(mark, x(px), y(py), color));
    const legendY = legendTop + index * 20;
    return (
      `<path d="${path}" fill="none" stroke="${color}" stroke-width="2" stroke-linejoin="round"${dashes(dash)}/>${marks.join('')}` +
      `<line x1="${plot.left}" x2="${plot.left + 44}" y1="${legendY}" y2="${legendY}" stroke="${color}" stroke-width="2"${dashes(dash)}/>` +
      drawMark(mark, plot.left + 22, legendY, color) +
      text(plot.left + 54, legendY + 4, name, 'start')
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeHtml(title)}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(8, 18, yName, 'start'),
    ...grid,
    text((plot.left + plot.right) / 2, plot.bottom + 38, xName, 'middle'),
    ...curves,
    '</svg>\n',
  ].join('\n');
}

/** The least 1, 2 or 5 times a power of ten that is not below a positive value.
 *
 * @example roundUp(31) // => 50
 */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10) * power;
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" fill="#1f2430" ${font}>${escapeHtml(words)}</text>`;
}

function dashes(dash: string): string {
  return dash === '' ? '' : ` stroke-dasharray="${dash}"`;
}

function drawMark(mark: (typeof styles)[number]['mark'], x: number, y: number, color: string): string {
  const [cx, cy] = [at(x), at(y)];
  const outline = `stroke="${color}" stroke-width="2"`;
  switch (mark) {
    case 'disc':
      return `<circle cx="${cx}" cy="${cy}" r="4" fill="${color}"/>`;
    case 'ring':
      return `<circle cx="${cx}" cy="${cy}" r="4" fill="#ffffff" ${outline}/>`;
    case 'square':
      return `<rect x="${at(x - 4)}" y="${at(y - 4)}" width="8" height="8" fill="#ffffff" ${outline}/>`;
    case 'triangle':
      return `<path d="M${cx} ${at(y - 5)}l5 9h-10z" fill="${color}"/>`;
    case 'cross':
      return `<path d="M${at(x - 4)} ${at(y - 4)}l8 8m0 -8l-8 8" fill="none" ${outline}/>`;
  }
}

function at(value: number): string {
  return String(Number(value.toFixed(1)));
}

function format(value: number): string {
  return String(Number(value.toPrecision(3)));
}
