// Publishes files of the contents in CONTENTS in the folder of the first argument.
import { writeFile } from 'node:fs/promises';
import { folderLocation, openRun } from '../dist/index.js';

const { CONTENTS: contents, FILES: names } = process.env;
const files = Object.fromEntries(names.split(',').map((name) => [name, (path) => writeFile(path, contents)]));
const options = { command: 'attack', files: Object.keys(files), inputs: [], overwrite: true };
const run = await openRun(folderLocation(process.argv[2]), options);
await writeFile(run.checkpoint, contents);
await run.publish({
  files,
  record: (written) => JSON.stringify({ command: 'attack', contents, files: written }),
  finished: true,
});
await run.close();
