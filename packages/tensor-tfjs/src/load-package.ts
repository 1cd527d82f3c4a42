import { BackendUnavailableError } from '@noprior/tensor';
import type { TfjsCore } from './tfjs-modules.ts';

/** The version line that the kernels of this package were tested with. */
const supported = '^4.22.0';

/** Import an optional peer.
 *
 * @param backend  whose backend needs it, for the message
 * @throws {BackendUnavailableError} if it is not installed or does not load here
 */
export async function loadPackage<M>(backend: string, packageName: string, load: () => Promise<M>): Promise<M> {
  try {
    return await load();
  } catch (cause) {
    throw new BackendUnavailableError(
      `${backend}: ${packageName} cannot be loaded (${firstLine(cause)}); install it: npm install ${packageName}${packageName === 'webgpu' ? '@^0.6.2' : `@${supported}`}`,
      { cause },
    );
  }
}

/** Load tfjs-core and a package of kernels beside it, and check that they fit.
 *
 * @throws {BackendUnavailableError} if one is missing, of a version other than 4.22 or a later 4.x, if the versions differ, or if
 * the kernels were registered with another copy of tfjs-core
 */
export async function loadKernels<M>(
  backend: string,
  kernels: {
    readonly registered: string;
    readonly packageName: string;
    readonly loadCore: () => Promise<TfjsCore>;
    readonly load: () => Promise<M>;
    /** `undefined` for a package that does not tell its version. */
    readonly version: (module: M) => string | undefined;
  },
): Promise<{ readonly core: TfjsCore; readonly module: M }> {
  const { registered, packageName } = kernels;
  const core = await loadPackage(backend, '@tensorflow/tfjs-core', kernels.loadCore);
  const module = await loadPackage(backend, packageName, kernels.load);
  const versions = { core: core.version_core, kernels: kernels.version(module) ?? core.version_core };
  if (!isSupported(versions.core) || versions.kernels !== versions.core) {
    throw new BackendUnavailableError(
      `${backend}: found @tensorflow/tfjs-core ${versions.core} and ${packageName} ${versions.kernels}, expected one version, 4.22 or a later 4.x; npm install @tensorflow/tfjs-core@${supported} ${packageName}@${supported}`,
    );
  }
  if (core.getKernelsForBackend(registered).length === 0) {
    throw new BackendUnavailableError(
      `${backend}: ${packageName} registered its kernels with another copy of @tensorflow/tfjs-core; npm dedupe leaves one`,
    );
  }
  return { core, module };
}

/** Whether a version is 4.22 or a later 4.x. */
export function isSupported(version: string): boolean {
  const [, minor] = /^4\.(\d+)\./.exec(version) ?? [];
  return minor !== undefined && Number(minor) >= 22;
}

/** For `import('...').catch(absent)`: throws what was thrown. Written so, an optional peer that is not installed is left out of a bundle
 * with a warning; otherwise bundlers end with an error, also where its backend is never opened. */
export function absent(cause: unknown): never {
  throw cause;
}

/** What went wrong, in one line. */
export function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
}
