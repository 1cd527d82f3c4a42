import { writeFileAtomically } from '@noprior/array-files';
import { type Block, type ReportDocument, renderHtml, renderMarkdown } from '@noprior/report';
import type { SuiteResult } from '../benchmark/results.ts';
import type { WaitsResult } from '../waits/wait-results.ts';
import { benchmarkPage } from './benchmark-page.ts';
import { loadSuiteResults } from './load-suite-results.ts';

/** Write results as one self-contained HTML page.
 *
 * @throws {DomainError} if the file cannot be written
 */
export async function writeBenchmarkPage(
  results: readonly SuiteResult[],
  file: string,
  waits: readonly WaitsResult[] = [],
): Promise<void> {
  await writeFileAtomically(file, renderHtml(benchmarkPage(results, waits)));
}

/** Write the documents of a folder of results: Markdown without charts, and a page with them.
 *
 * @returns  number of suites
 * @throws {FormatError} for a file that is no result of a suite
 */
export async function writeBenchmarks(places: {
  readonly results: string;
  readonly markdown: string;
  readonly page: string;
}): Promise<number> {
  const { suites, waits } = loadSuiteResults(places.results);
  await writeFileAtomically(places.markdown, benchmarkMarkdown(suites, waits));
  await writeBenchmarkPage(suites, places.page, waits);
  return suites.length + waits.length;
}

/** Every number of the benchmark in Markdown. */
export function benchmarkMarkdown(results: readonly SuiteResult[], waits: readonly WaitsResult[] = []): string {
  const page = benchmarkPage(results, waits);
  const document: ReportDocument = {
    ...page,
    blocks: withoutCharts(page.blocks),
    footer: [
      ...(page.footer ?? []),
      'Written by `npm run bench -- report` from docs/results/bench/*.json; with charts: docs/results/bench/benchmarks.html',
    ],
  };
  return renderMarkdown(document, { assets: '' }).markdown;
}

/** Charts show what the tables say. */
function withoutCharts(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (block.kind === 'bars' || block.kind === 'curves') return [];
    if (block.kind !== 'section') return [block];
    const own = withoutCharts(block.blocks);
    return own.length === 0 ? [] : [{ ...block, blocks: own }];
  });
}
