export { type BackendEntry, type BackendSettings, backendEntries } from './backend-entries.ts';
export { type BackendRefusal, backendNames, type OpenBackendOptions, openBackend } from './open-backend.ts';
