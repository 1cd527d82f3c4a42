// Writes docs/benchmarks.md and docs/results/bench/benchmarks.html from the JSON files in docs/results/bench, which
// `npm run bench -- <suite> --out docs/results/bench/<suite>.json` writes. Needs `npm run build`.
import { existsSync, writeFileSync } from 'node:fs';

const folder = 'docs/results/bench';
const built = new URL('../apps/bench/dist/report/', import.meta.url);

if (!existsSync(built)) {
  process.stderr.write('write-benchmarks: apps/bench is not built; run npm run build first\n');
  process.exit(1);
}
const { loadSuiteResults } = await import(new URL('load-suite-results.js', built));
const { benchmarkDocument } = await import(new URL('benchmark-document.js', built));
const { writeBenchmarkPage } = await import(new URL('write-benchmark-page.js', built));

const results = loadSuiteResults(folder);
writeFileSync('docs/benchmarks.md', benchmarkDocument(results));
if (results.length > 0) await writeBenchmarkPage(results, `${folder}/benchmarks.html`);
process.stdout.write(`${results.length} suites\n`);
