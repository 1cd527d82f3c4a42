import { openBackend, toBackendName } from '@noprior/backends';
import { StepCache, serveSteps, stepKinds } from '@noprior/experiments';
import { backendSettings } from '../backend-settings.ts';
import type { WorkerSettings } from './worker-settings.ts';

// The module that `noprior reproduce` starts in processes of their own, with its settings as the one argument.
const settings: WorkerSettings = JSON.parse(process.argv[2] ?? '{}');
const { threads } = settings;
const backend = await openBackend(toBackendName(settings.backend), {
  ...backendSettings(),
  dtype: 'float64',
  ...(threads === null ? {} : { threads }),
});
await serveSteps(new StepCache(settings.cache), stepKinds, { backend, data: settings.data, build: settings.build });
process.exit(0);
