import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { attackPowerCharts } from './attack-power-charts.ts';
import { attackPowerDocument } from './attack-power-document.ts';
import { loadAttackPower, loadPeer } from './load-attack-power.ts';

/** Write README.md and the charts beside a result of the suite; `peer.json` there is taken in if it exists.
 *
 * @returns the files written
 * @throws {FormatError} for a file that is no such result
 */
export async function writeAttackPowerPage(path: string): Promise<string[]> {
  const folder = dirname(path);
  const result = loadAttackPower(path);
  if (result === undefined) return [];
  await mkdir(folder, { recursive: true });
  const files = [
    { name: 'README.md', text: attackPowerDocument(result, loadPeer(join(folder, 'peer.json'))) },
    ...attackPowerCharts(result.jobs).map(({ name, svg }) => ({ name, text: svg })),
  ];
  for (const { name, text } of files) await writeFile(join(folder, name), text);
  return files.map(({ name }) => join(folder, name));
}
