import type { BarsBlock, CurvesBlock, DistributionBlock, ScatterBlock } from '../document/chart-blocks.ts';
import { barChart } from './bar-chart.ts';
import type { Chart } from './chart.ts';
import { curveChart } from './curve-chart.ts';
import { distributionChart } from './distribution-chart.ts';
import { scatterChart } from './scatter-chart.ts';

/** A block that is drawn as a chart. */
export type ChartBlock = BarsBlock | CurvesBlock | ScatterBlock | DistributionBlock;

/** The chart of a block; `undefined` where nothing can be drawn. */
export function makeChart(block: ChartBlock): Chart | undefined {
  switch (block.kind) {
    case 'bars':
      return barChart(block);
    case 'curves':
      return curveChart(block);
    case 'scatter':
      return scatterChart(block);
    case 'distribution':
      return distributionChart(block);
  }
}
