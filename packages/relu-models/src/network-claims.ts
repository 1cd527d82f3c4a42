import { parseStrictJson } from '@noprior/array-files';
import { FormatError, quoteText } from '@noprior/tensor';

/** Refuse metadata that say of a network what this package would not compute: another activation, quantised weights,
 * another preprocessing. Other programs write such claims as plain fields or as JSON in a field.
 *
 * @throws {FormatError} that names the field and its value
 */
export function checkClaims(fields: Readonly<Record<string, string>>, place: string): void {
  for (const [field, text] of Object.entries(fields)) checkClaim(field, [], text, place);
}

/** Objects within one another that are searched. */
const maxDepth = 4;

function checkClaim(field: string, above: readonly string[], value: unknown, place: string): void {
  const path = [...above, field];
  const parsed = typeof value === 'string' ? (parseObject(value) ?? value) : value;
  const rule = rules.find(({ name, within }) => name.test(field) && (within === undefined || within(above)));
  if (rule !== undefined && !rule.holds(parsed)) {
    const shown = quoteText(typeof value === 'string' ? value : JSON.stringify(value));
    throw new FormatError(`${place}: its metadata say ${quoteText(path.join('.'))}: ${shown}; ${rule.advice}`);
  }
  if (rule !== undefined || typeof parsed !== 'object' || parsed === null || path.length > maxDepth) return;
  for (const [name, inner] of Object.entries(parsed)) checkClaim(name, path, inner, place);
}

interface Rule {
  /** Of the field. */
  readonly name: RegExp;
  /** Whether the rule is for a field below these others; it is for all where this is left out. */
  readonly within?: (above: readonly string[]) => boolean;
  readonly holds: (value: unknown) => boolean;
  readonly advice: string;
}

const relu = /^(<class ')?([a-z_.]+\.)?(relu|rectifier)(\(.*\))?('>)?$/i;
const monotone = /^(none|identity|linear|logits?|sigmoid|softmax|log_?softmax|)$/i;
const no = /^(none|false|no|0|)$/i;

/** Statistics of inputs, and not of what a training reached. */
const ofInputs = (above: readonly string[]): boolean =>
  above.length === 0 || /preproc|normali[sz]|transform|image|input|pixel/i.test(above.at(-1)!);

const rules: readonly Rule[] = [
  {
    name: /^(output|final|last)_?(activation|nonlinearity)$/i,
    holds: (value) => isNo(value) || (typeof value === 'string' && monotone.test(value)),
    advice: 'the last layer of the networks that are read has none',
  },
  {
    name: /(^|[._-])((hidden|mlp)_?)?(activations?|non_?linearit(y|ies)|activation_?(fn|func|function|type|name)|act(_?fn|_?layer)?)([._]?\d+)?$/i,
    holds: isRelu,
    advice: 'only ReLU networks are read; change the field if it is wrong',
  },
  {
    name: /^negative_?slope$/i,
    holds: (value) => isNo(value),
    advice: 'a leaky ReLU is none of the networks that are read; change the field if it is wrong',
  },
  {
    name: /^(use_?)?(batch_?norm(ali[sz]ation)?|layer_?norm)$/i,
    holds: (value) => isNo(value),
    advice: 'normalisation is not read: fold it into the weight and bias of the layer before it',
  },
  {
    name: /^(quantization|quantization_?config|quant_?method|quantized)$/i,
    holds: (value) => isNo(value),
    advice: 'quantised weights are not read; save the dequantised ones as float32',
  },
  {
    name: /^(preprocessing\.)?((image|norm|normali[sz]e|pixel)_?)?std$/i,
    within: ofInputs,
    holds: (value) => isEvery(value, 1),
    advice:
      'inputs that were divided by a standard deviation are not read: divide the columns of layers.0.weight by it',
  },
  {
    name: /^(preprocessing\.)?((image|norm|normali[sz]e|pixel)_?)?mean$/i,
    within: ofInputs,
    holds: (value) => isEvery(value, 0),
    advice: 'a mean is read from the tensor preprocessing.mean; save it there',
  },
  {
    name: /^preprocessing\./,
    holds: (value) => isNo(value),
    advice: 'of preprocessing only the mean is known: fold what else was done to the inputs into layers.0',
  },
];

function isNo(value: unknown): boolean {
  return value === null || value === false || value === 0 || (typeof value === 'string' && no.test(value));
}

/** One name for all hidden layers, or one for each, of which the last layer's may be no ReLU. */
function isRelu(value: unknown): boolean {
  if (typeof value !== 'string') return Array.isArray(value) && isReluStack(value);
  return relu.test(value) || isReluStack(value.split(/[,;|]|\s+(?![^(]*\))/).filter((name) => name !== ''));
}

function isReluStack(values: readonly unknown[]): boolean {
  return values.every((value, index) => {
    if (typeof value === 'string' && relu.test(value)) return true;
    return (
      index > 0 &&
      index === values.length - 1 &&
      (value === null || (typeof value === 'string' && monotone.test(value)))
    );
  });
}

function isEvery(value: unknown, wanted: number): boolean {
  if (Array.isArray(value)) return value.every((item) => isEvery(item, wanted));
  return value === null || value === '' || Number(value) === wanted;
}

/** The object or list that a text is as JSON; what is nested deeper than any configuration is left alone. */
function parseObject(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text) || text.length > 100_000) return undefined;
  try {
    const value = parseStrictJson(text, 'metadata');
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
