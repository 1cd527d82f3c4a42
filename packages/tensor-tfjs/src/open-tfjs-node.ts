import { advice, type Backend, BackendUnavailableError, wording } from '@noprior/tensor';
import { host } from '#host';
import { firstLine, isSupported } from './load-package.ts';
import { makeBackend } from './make-backend.ts';
import { EngineDevice } from './node/engine-device.ts';
import { isTfjsNodeModule, type TfjsNodeModule } from './node/tfjs-node-module.ts';

const name = 'tfjs:node';

/** A name that bundlers and compilers do not follow: the package is seldom there. */
const packageName: string = '@tensorflow/tfjs-node';

/** Options of {@link openTfjsNode}. */
export interface TfjsNodeOptions {
  /** Imports @tensorflow/tfjs-node, or a build of it that lies elsewhere; by default the installed package. */
  readonly load?: () => Promise<unknown>;
}

/** Open TensorFlow.js on the TensorFlow library (@tensorflow/tfjs-node, an optional peer): float32, all cores.
 *
 * Where `util.isNullOrUndefined` is gone (Node 23 and later), it is defined, not enumerable, since tfjs-node 4.22 calls it.
 *
 * @throws {BackendUnavailableError} if the package or its library is missing, or it is of another version
 * @example const backend = await openTfjsNode({ load: () => import('/opt/tfjs-node/dist/index.js') });
 */
export async function openTfjsNode(options: TfjsNodeOptions = {}): Promise<Backend> {
  const { device, version } = await openNodeDevice(options);
  return makeBackend(device, `CPU, TensorFlow, TensorFlow.js ${version}`);
}

/** @internal */
export async function openNodeDevice({
  load = () => import(/* @vite-ignore */ packageName),
}: TfjsNodeOptions = {}): Promise<{ device: EngineDevice; version: string }> {
  const tf = await loadTfjsNode(load);
  const versions = { core: tf.version['tfjs-core'] ?? 'unknown', node: tf.version['tfjs-node'] ?? 'unknown' };
  if (!isSupported(versions.core) || versions.node !== versions.core) {
    throw new BackendUnavailableError(
      `${name}: found ${packageName} ${versions.node} on @tensorflow/tfjs-core ${versions.core}, expected one version, 4.22 or a later 4.x; npm install ${packageName}@^4.22.0`,
    );
  }
  const before = tf.getBackend();
  if (before !== 'tensorflow' && !(await tf.setBackend('tensorflow'))) {
    throw new BackendUnavailableError(`${name}: tfjs cannot open its backend tensorflow`);
  }
  if (before && before !== 'tensorflow') await tf.setBackend(before);
  return { device: new EngineDevice(tf), version: versions.core };
}

async function loadTfjsNode(load: () => Promise<unknown>): Promise<TfjsNodeModule> {
  let loaded: unknown;
  try {
    await restoreRemovedUtil();
    loaded = await load();
  } catch (cause) {
    throw new BackendUnavailableError(
      wording`${name}: ${packageName} cannot be loaded (${firstLine(cause)}); npm install ${packageName}@^4.22.0, or build it where its library cannot be downloaded, and ${advice('give-module', 'give it as load')}`,
      { cause },
    );
  }
  // The names of a CommonJS module that only re-exports are not found by import(); the module itself is its default.
  const module: unknown =
    typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : loaded;
  if (!isTfjsNodeModule(module)) throw new BackendUnavailableError(`${name}: load did not give ${packageName}`);
  return module;
}

/** tfjs-node 4.22 calls a function of node:util that Node 23 removed. */
async function restoreRemovedUtil(): Promise<void> {
  const { default: util } = await host.util();
  if ('isNullOrUndefined' in util) return;
  Object.defineProperty(util, 'isNullOrUndefined', {
    value: (value: unknown): boolean => value === null || value === undefined,
    configurable: true,
    enumerable: false,
    writable: true,
  });
}
