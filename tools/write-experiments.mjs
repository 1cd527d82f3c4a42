// Writes docs/results/experiments from a folder of `noprior reproduce`. Needs `npm run build`.
//
//     noprior reproduce all --scale cpu --workers 2 --data-dir DIR --out RUN && node tools/write-experiments.mjs RUN
import { existsSync } from 'node:fs';

const [run] = process.argv.slice(2);
const built = new URL('../apps/cli/dist/reproduce/write-experiments-document.js', import.meta.url);

if (run === undefined || !existsSync(built)) {
  const reason =
    run === undefined ? 'name a folder that noprior reproduce wrote' : 'apps/cli is not built; run npm run build first';
  process.stderr.write(`write-experiments: ${reason}\n`);
  process.exit(1);
}
const { writeExperimentsDocument } = await import(built);
const names = await writeExperimentsDocument(run, 'docs/results/experiments');
process.stdout.write(`docs/results/experiments: ${names.join(', ')}\n`);
