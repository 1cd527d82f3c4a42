// Writes docs/results/attack-power/README.md and the charts from attack-power.json and peer.json beside them, as
// `npm run bench -- attack-power --data-dir DIR --out docs/results/attack-power/attack-power.json` does at its end. Needs
// `npm run build`.
import { existsSync } from 'node:fs';

const built = new URL('../apps/bench/dist/attack-power/report/write-attack-power-page.js', import.meta.url);

if (!existsSync(built)) {
  process.stderr.write('write-attack-power: apps/bench is not built; run npm run build first\n');
  process.exit(1);
}
const { writeAttackPowerPage } = await import(built);
const files = await writeAttackPowerPage('docs/results/attack-power/attack-power.json');
process.stdout.write(`${files.join('\n')}\n`);
