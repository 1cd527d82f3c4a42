import { type Backend, BackendUnavailableError, DomainError, type Dtype, DtypeError } from '@noprior/tensor';
import { type BackendEntry, type BackendSettings, backendEntries } from './backend-entries.ts';

/** Options of {@link openBackend}. */
export interface OpenBackendOptions extends BackendSettings {
  /** What will be computed in; default float32. */
  readonly dtype?: Dtype;
  /** Told of each backend that `auto` passed over. */
  readonly onRefusal?: (refusal: BackendRefusal) => void;
}

/** A backend that was not taken. */
export interface BackendRefusal {
  readonly name: string;
  /** Why, with what to do about it. */
  readonly reason: string;
}

/** What {@link openBackend} accepts. */
export const backendNames: readonly string[] = ['auto', ...backendEntries.map(({ name }) => name)];

/** Open a backend by name; `auto` takes the fastest that opens here and computes in the dtype.
 *
 * @param name  one of {@link backendNames}
 * @throws {DomainError} for an unknown name
 * @throws {DtypeError} if the backend that is named does not offer the dtype
 * @throws {BackendUnavailableError} if it cannot be opened; the message says what to install
 * @example const backend = await openBackend('auto', { dtype: 'float64' });
 */
export async function openBackend(name: string, options: OpenBackendOptions = {}): Promise<Backend> {
  const { dtype = 'float32', onRefusal } = options;
  if (name === 'auto') return openFastest(dtype, options, onRefusal);
  const entry = backendEntries.find((one) => one.name === name);
  if (entry === undefined) {
    throw new DomainError(`openBackend: unknown backend ${JSON.stringify(name)}; there are ${backendNames.join(', ')}`);
  }
  if (!entry.dtypes.includes(dtype)) throw new DtypeError(`openBackend: ${refusesDtype(entry, dtype)}`);
  return entry.open(options);
}

async function openFastest(
  dtype: Dtype,
  settings: BackendSettings,
  onRefusal: ((refusal: BackendRefusal) => void) | undefined,
): Promise<Backend> {
  const reasons: string[] = [];
  const refuse = (name: string, reason: string): void => {
    reasons.push(reason);
    onRefusal?.({ name, reason });
  };
  for (const entry of backendEntries) {
    if (!entry.automatic) continue;
    if (!entry.dtypes.includes(dtype)) {
      refuse(entry.name, refusesDtype(entry, dtype));
      continue;
    }
    try {
      return await entry.open(settings);
    } catch (error) {
      if (!(error instanceof BackendUnavailableError)) throw error;
      refuse(entry.name, error.message);
    }
  }
  throw new BackendUnavailableError(reasons.join('; '));
}

function refusesDtype({ name, dtypes }: BackendEntry, dtype: Dtype): string {
  return `${name}: offers ${dtypes.join(', ')}, not ${dtype}`;
}
