import { StepCache, serveSteps } from '@noprior/experiments';
import { kinds } from './toy-process-kinds.mjs';

serveSteps(new StepCache(process.argv[2]), kinds, { backend: undefined, data: {} });
