// Takes the lock of the folder of the first argument, says so, and keeps it until it is killed.
import { join } from 'node:path';
import { takeLock } from '../dist/index.js';

await takeLock(join(process.argv[2], '.noprior-lock'), process.argv[2]);
console.log('taken');
setInterval(() => undefined, 1000);
