import { backendEntries } from '@noprior/backends';
import { backendStatus } from './backend-status.ts';

// The module that `noprior backends` starts in a process of its own, with the name of a backend as the one argument.
const entry = backendEntries.find(({ name }) => name === process.argv[2]);
if (entry === undefined) throw new Error(`there is no backend ${process.argv[2]}`);
process.send?.(await backendStatus(entry), () => process.exit(0));
