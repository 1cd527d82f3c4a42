// Writes docs/results/theory/README.md and theory.html from the JSON files beside them, which
// `npm run bench -- <suite> --data-dir DIR --out docs/results/theory/<suite>.json` writes. Needs `npm run build`.
import { existsSync, writeFileSync } from 'node:fs';

const folder = 'docs/results/theory';
const built = new URL('../apps/bench/dist/theory/report/', import.meta.url);

if (!existsSync(built)) {
  process.stderr.write('write-theory-results: apps/bench is not built; run npm run build first\n');
  process.exit(1);
}
const { loadTheoryResults } = await import(new URL('load-theory-results.js', built));
const { theoryDocument } = await import(new URL('theory-document.js', built));
const { theoryHtml } = await import(new URL('theory-page.js', built));

const results = loadTheoryResults(folder);
writeFileSync(`${folder}/README.md`, theoryDocument(results));
writeFileSync(`${folder}/theory.html`, theoryHtml(results));
process.stdout.write(`${Object.keys(results).length} suites\n`);
