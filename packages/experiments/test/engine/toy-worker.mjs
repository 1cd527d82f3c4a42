import { StepCache, serveSteps } from '@noprior/experiments';
import { kinds } from './toy-process-kinds.mjs';

await serveSteps(new StepCache(process.argv[2]), kinds, { backend: { name: 'none', device: 'none' }, data: {} });
process.exit(0);
