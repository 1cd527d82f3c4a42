import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderLocation, openRun, recordOfResult } from '@noprior/run-folder';

const folder = await mkdtemp(join(tmpdir(), 'run-'));
const run = await openRun(folderLocation(folder), { command: 'attack', files: ['points.csv'], inputs: [] });
await run.publish({
  files: { 'points.csv': (path) => writeFile(path, '1,2') },
  record: (files) => JSON.stringify({ command: 'attack', files }),
  finished: true,
});
await run.close();

const record = await recordOfResult(join(folder, 'points.csv'));
export const result = [record?.command, await readFile(join(folder, 'points.csv'), 'utf8')]; // => ['attack', '1,2']
