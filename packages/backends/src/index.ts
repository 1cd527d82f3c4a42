export { type BackendEntry, type BackendSettings, backendEntries, type NamedBackend } from './backend-entries.ts';
export {
  type BackendName,
  type BackendRefusal,
  backendNames,
  type OpenBackendOptions,
  openBackend,
  toBackendName,
} from './open-backend.ts';
