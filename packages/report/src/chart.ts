import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { escapeHtml } from './escape-html.ts';

/** Size of one drawing, in SVG user units (CSS pixels when not scaled). */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
  /** Whether this is the drawing for narrow screens. */
  readonly narrow: boolean;
}

/** A chart, described once for both sizes. */
export interface ChartOptions {
  /** Text alternative. */
  readonly label: string;
  readonly wideHeight: number;
  readonly narrowHeight: number;
  readonly option: (size: ChartSize) => EChartsCoreOption;
}

/** Drawing widths. The stylesheet shows one of the two and scales it to its container. */
const widths = { wide: 920, narrow: 400 } as const;

/** A chart as two inline SVG drawings, one for wide and one for narrow screens; colours may be CSS custom properties.
 *
 * @param id unique in the document; the ids of the two drawings begin with it, so that clip paths do not cross
 */
export function renderChart(chart: ChartOptions, id: string): string {
  const wide = drawSvg(chart, { width: widths.wide, height: chart.wideHeight, narrow: false }, `${id}w`);
  const narrow = drawSvg(chart, { width: widths.narrow, height: chart.narrowHeight, narrow: true }, `${id}n`);
  return `<div class="chart">${wide}${narrow}</div>`;
}

function drawSvg(chart: ChartOptions, size: ChartSize, id: string): string {
  use([CustomChart, LineChart, ScatterChart, GridComponent, SVGRenderer]);
  const { width, height } = size;
  const instance = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    instance.setOption({ animation: false, ...chart.option(size) });
    return ownFrame(instance.renderToSVGString(), chart.label, size, id);
  } finally {
    instance.dispose();
  }
}

/** The drawing in an element of ours: it scales, it has a text alternative, and its ids depend on nothing but `id`, where
 * echarts counts up with every chart of the process.
 */
function ownFrame(svg: string, label: string, size: ChartSize, id: string): string {
  const body = svg
    .slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'))
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(/ (?:ecmeta_[a-z_]+|pointer-events|class)="[^"]*"/g, '')
    .replace(/(?<=(?: id="|url\(#))zr\d+-/g, `${id}-`)
    .replace(/\n/g, '');
  const kind = size.narrow ? 'narrow' : 'wide';
  return (
    `<svg class="drawing ${kind}" viewBox="0 0 ${size.width} ${size.height}" role="img" ` +
    `aria-label="${escapeHtml(label)}">${body}</svg>`
  );
}
