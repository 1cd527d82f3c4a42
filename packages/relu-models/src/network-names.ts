import type { ArrayFile } from '@noprior/array-files';
import { FormatError, quoteText } from '@noprior/tensor';

/** The tensors of a network file by what they are; each value is the name in the file. */
export interface NetworkNames {
  readonly weights: ReadonlyMap<number, string>;
  readonly biases: ReadonlyMap<number, string>;
  readonly mean?: string;
  readonly std?: string;
  /** Whether a .npz file has the tensor `metadata`, which holds its text. */
  readonly hasMetadata: boolean;
}

/** What every message ends with that does not find these. */
export const expectedNames =
  'expected layers.0.weight, layers.0.bias (optional), layers.1.weight, ... and preprocessing.mean';

/** What wrappers put before the names of a module: DataParallel of PyTorch, and its compiler. */
const wrapper = /^(module\.|_orig_mod\.)+/;

/** Unknown tensors whose headers are looked at; a file with more is refused whatever the others are. */
const enough = 100;

/** Sort the names of a file. Text and pickled objects of a .npz file have no part in a network and are passed over.
 *
 * @throws {FormatError} for names that no layer and no preprocessing has, with what they hint at
 */
export function networkNames(file: ArrayFile, place: string): NetworkNames {
  const weights = new Map<number, string>();
  const biases = new Map<number, string>();
  const own: { mean?: string; std?: string } = {};
  const unknown: string[] = [];
  const hasMetadata = file.format === 'npz' && file.names.includes('metadata') && isNumbers(file, 'metadata');
  const seen = new Map<string, string>();
  for (const [plain, name] of unwrap(file.names)) {
    const before = seen.get(plain);
    if (before !== undefined) {
      throw new FormatError(
        `${place}: ${quoteText(before)} and ${quoteText(name)} name the same tensor; remove those of the network that is not meant`,
      );
    }
    seen.set(plain, name);
    const match = /^layers\.(0|[1-9]\d{0,3})\.(weight|bias)$/.exec(plain);
    if (match !== null) (match[2] === 'weight' ? weights : biases).set(Number(match[1]), name);
    else if (plain === 'preprocessing.mean') own.mean = name;
    else if (plain === 'preprocessing.std') own.std = name;
    else if (!(hasMetadata && name === 'metadata') && (unknown.length >= enough || isNumbers(file, name)))
      unknown.push(name);
  }
  if (unknown.length > 0) throw new FormatError(`${place}: ${describeUnknown(file, unknown)}`);
  if (weights.size + biases.size === 0) throw new FormatError(`${place} holds no layers; ${expectedNames}`);
  return { weights, biases, ...own, hasMetadata };
}

/** Names without a wrapper's prefix, if all have it that are not ours. */
function unwrap(names: readonly string[]): [plain: string, name: string][] {
  const wrapped = names.every((name) => wrapper.test(name) || name === 'metadata' || name.startsWith('preprocessing.'));
  return names.map((name) => [wrapped ? name.replace(wrapper, '') : name, name]);
}

/** Whether a name stands for numbers; what is damaged counts as such. */
function isNumbers(file: ArrayFile, name: string): boolean {
  if (file.format !== 'npz') return true;
  try {
    const { type } = file.describe(name);
    return type !== 'text' && type !== 'object';
  } catch {
    return true;
  }
}

function describeUnknown(file: ArrayFile, unknown: readonly string[]): string {
  const shown = unknown.slice(0, 5).map(quoteText).join(', ');
  const more = unknown.length > 5 ? ` and ${unknown.length - 5} more` : '';
  const hint = hints.find(({ is }) => is(unknown, file))?.advice;
  return `unknown tensors ${shown}${more}; ${expectedNames}; ${hint ?? rename}`;
}

const rename =
  'rename the tensors if these are the affine layers of a ReLU network, and remove those that are no part of it';

/** What unknown names hint at, the surest first. */
const hints: readonly {
  readonly is: (names: readonly string[], file: ArrayFile) => boolean;
  readonly advice: string;
}[] = [
  {
    is: (names) => names.some((name) => /running_(mean|var)$|num_batches_tracked$|moving_(mean|variance)/.test(name)),
    advice:
      'this looks like batch normalisation, which is not read: fold it into the weight and bias of the layer before it',
  },
  {
    is: (_, file) => file.metadata.checkpoint !== undefined,
    advice: 'this is the checkpoint of a run; name the model that it was made from',
  },
  {
    is: (names) => names.some((name) => name.startsWith('preprocessing.')),
    advice:
      'of preprocessing only the mean is known: fold what else was done to the inputs into layers.0, and remove its tensor',
  },
  {
    is: (names) => names.some((name) => /scale$|zero_point|qweight|qzeros|packed_params|absmax/.test(name)),
    advice: 'this looks like quantised weights, which are not read: save the dequantised ones as float32',
  },
  {
    is: (names, file) => names.slice(0, enough).some((name) => rankOf(file, name) > 2 || /conv/i.test(name)),
    advice: 'this looks like a convolution; only fully connected ReLU networks are read',
  },
  {
    is: (names) => names.includes('x') && (names.includes('lambda') || names.includes('y')),
    advice: 'these look like candidates, not like a network',
  },
  {
    is: (names) => names.every((name) => /^(epoch$|step$|optimizer|best_|loss$)/.test(name)),
    advice: 'remove these tensors, if the network computes the same without them',
  },
  {
    is: (names) => names.every((name) => /^arr_\d+$/.test(name)),
    advice:
      'numpy gives these names to arrays without one: save each under its own, weights as [out, in], so Keras kernels transposed',
  },
  {
    is: (names) => names.some((name) => /kernel|^W\d|coefs_/.test(name)),
    advice:
      'rename the tensors, and transpose kernels that are [in, out], if these are the affine layers of a ReLU network',
  },
];

function rankOf(file: ArrayFile, name: string): number {
  try {
    return file.describe(name).shape.length;
  } catch {
    return 0;
  }
}
