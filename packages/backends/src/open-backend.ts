import {
  type Backend,
  BackendUnavailableError,
  DomainError,
  type Dtype,
  DtypeError,
  dtypes,
  hasErrorCode,
  joinWordings,
  Wording,
  wording,
} from '@noprior/tensor';
import { type BackendEntry, type BackendSettings, backendEntries, type NamedBackend } from './backend-entries.ts';

/** Options of {@link openBackend}. */
export interface OpenBackendOptions extends BackendSettings {
  /** What will be computed in. Without it, `auto` takes a backend that computes in every dtype, so that each function runs on it with
   * its own default. */
  readonly dtype?: Dtype;
  /** Told of each backend that `auto` passed over. */
  readonly onRefusal?: (refusal: BackendRefusal) => void;
}

/** A backend that was not taken. */
export interface BackendRefusal {
  readonly name: NamedBackend;
  /** Why, with what to do about it. */
  readonly reason: Wording;
}

/** What {@link openBackend} accepts. */
export type BackendName = 'auto' | NamedBackend;

/** Every {@link BackendName}. */
export const backendNames: readonly BackendName[] = ['auto', ...backendEntries.map(({ name }) => name)];

/** Open a backend by name; `auto` takes the fastest that opens here and computes in the dtype, or in both if none is given.
 *
 * @param name  one of {@link backendNames}
 * @throws {DomainError} for an unknown name
 * @throws {DtypeError} if the backend that is named does not offer the dtype
 * @throws {BackendUnavailableError} if it cannot be opened; the message says what to install
 * @example const backend = await openBackend('auto');
 */
export async function openBackend(name: BackendName, options: OpenBackendOptions = {}): Promise<Backend> {
  const { dtype, onRefusal } = options;
  if (toBackendName(name) === 'auto') return openFastest(dtype === undefined ? dtypes : [dtype], options, onRefusal);
  const entry = backendEntries.find((one) => one.name === name)!;
  if (dtype !== undefined && !entry.dtypes.includes(dtype)) {
    throw new DtypeError(`openBackend: ${refusesDtype(entry, dtype)}`);
  }
  return entry.open(options);
}

/** A text, for example of a command line, as a name for {@link openBackend}.
 *
 * @throws {DomainError} if there is no such backend
 */
export function toBackendName(text: string): BackendName {
  const name = backendNames.find((one) => one === text);
  if (name !== undefined) return name;
  throw new DomainError(`openBackend: unknown backend ${JSON.stringify(text)}; there are ${backendNames.join(', ')}`);
}

async function openFastest(
  needed: readonly Dtype[],
  settings: BackendSettings,
  onRefusal: ((refusal: BackendRefusal) => void) | undefined,
): Promise<Backend> {
  const reasons: Wording[] = [];
  const refuse = (name: NamedBackend, reason: Wording): void => {
    reasons.push(reason);
    onRefusal?.({ name, reason });
  };
  for (const entry of backendEntries) {
    if (!entry.automatic) continue;
    const absent = needed.find((dtype) => !entry.dtypes.includes(dtype));
    if (absent !== undefined) {
      refuse(entry.name, wording`${refusesDtype(entry, absent)}`);
      continue;
    }
    try {
      return await entry.open(settings);
    } catch (error) {
      if (!hasErrorCode(error, 'BACKEND_UNAVAILABLE')) throw error;
      refuse(entry.name, new Wording(error.parts));
    }
  }
  throw new BackendUnavailableError(joinWordings(reasons, '; '));
}

function refusesDtype(entry: BackendEntry, dtype: Dtype): string {
  return `${entry.name}: offers ${entry.dtypes.join(', ')}, not ${dtype}`;
}
