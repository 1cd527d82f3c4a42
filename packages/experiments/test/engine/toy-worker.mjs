import { StepCache, serveSteps } from '@noprior/experiments';
import { kinds } from './toy-process-kinds.mjs';

await serveSteps(new StepCache(process.argv[2]), kinds, { backend: undefined, data: {} });
process.exit(0);
