import { parseStrictJson } from '@noprior/array-files';
import { FormatError, quoteText } from '@noprior/tensor';

/** Refuse metadata that say of a network what this package would not compute: another activation, quantised weights,
 * another preprocessing. Other programs write such claims as plain fields, as JSON in a field, or in any other text, such as
 * YAML or a printed module; there the name of an activation or of a normalising layer is enough.
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
  const refuse = (advice: string): never => {
    const shown = quoteText(typeof value === 'string' ? value : JSON.stringify(value));
    throw new FormatError(`${place}: its metadata say ${quoteText(path.join('.'))}: ${shown}; ${advice}`);
  };
  // "Activation Function" and "non-linearity" are the fields activation_function and non_linearity.
  const plain = field.trim().replace(/[\s-]+/g, '_');
  const rule = rules.find(({ name, within }) => name.test(plain) && (within === undefined || within(above, parsed)));
  if (rule?.holds(parsed) === false) refuse(rule.advice);
  if (rule !== undefined) return;
  const isDeep = path.length > maxDepth;
  if (typeof parsed === 'object' && parsed !== null && !isDeep) {
    for (const [name, inner] of Object.entries(parsed)) checkClaim(name, path, inner, place);
    return;
  }
  const text = typeof parsed === 'string' ? parsed : isDeep ? JSON.stringify(parsed) : '';
  const found = textClaims.find(({ says, unless }) => says.test(text) && unless?.test(text) !== true);
  if (found !== undefined) refuse(found.advice);
}

interface Rule {
  /** Of the field. */
  readonly name: RegExp;
  /** Whether the rule is for a field below these others with this value; it is for all where this is left out. */
  readonly within?: (above: readonly string[], value: unknown) => boolean;
  readonly holds: (value: unknown) => boolean;
  readonly advice: string;
}

const relu = /^(<class ')?([a-z_.]+\.)?(relu|rectifier)(\(.*\))?('>)?$/i;
const monotone = /^(none|identity|linear|logits?|sigmoid|softmax|log_?softmax|)$/i;
const no = /^(none|false|no|0|)$/i;

/** Statistics of inputs, and not of what a training reached. */
const ofInputs = (above: readonly string[]): boolean =>
  above.length === 0 || /preproc|normali[sz]|transform|image|input|pixel/i.test(above.at(-1)!);

/** Activations that are no ReLU, but for those that may stand behind the last layer without a change of sign. */
const otherActivation =
  '(hard_?)?tanh|leaky[ _-]?re_?lu|relu_?(2|6|squared)|[cpr]re_?lu|[cgs]?elu|silu|(hard_?)?swish|mish|soft_?(plus|sign)|maxout|(sw|ge|re)glu';

/** A part of a text: not within a word, and not followed by a "no". */
function word(pattern: string): RegExp {
  return new RegExp(`(?<![a-z])(${pattern})(?![a-z])(?!["']?\\s*[:=]\\s*["']?(false|no|none|null|0)\\b)`, 'i');
}

const onlyRelu = 'only ReLU networks are read; change the field if it is wrong';
const foldNormalisation = 'normalisation is not read: fold it into the weight and bias of the layer before it';
const foldInputs = 'of preprocessing only the mean is known: fold what else was done to the inputs into layers.0';

/** What a text says that is no JSON, or a text in JSON under a name without a rule. */
const textClaims: readonly { readonly says: RegExp; readonly unless?: RegExp; readonly advice: string }[] = [
  { says: word(`(${otherActivation})\\s*\\(.*?\\)`), advice: onlyRelu },
  // Prose that speaks of ReLU, too, may compare the two.
  { says: word(otherActivation), unless: /(?<![a-z]|leaky[ _-]?)relu(?![a-z])/i, advice: onlyRelu },
  { says: word('(batch|layer|group|instance|rms)[ _-]?norm(ali[sz]ation)?([123]d)?'), advice: foldNormalisation },
  { says: /\bNormalize\s*\(/, advice: foldInputs },
];

const rules: readonly Rule[] = [
  {
    name: /^(output|final|last)_?(activation|nonlinearity)$/i,
    holds: (value) => isNo(value) || (typeof value === 'string' && monotone.test(value)),
    advice: 'the last layer of the networks that are read has none',
  },
  {
    name: /(^|[._-])((hidden|mlp)_?)?(activations?|non_?linearit(y|ies)|activation_?(fn|func|function|type|name)|transfer_?(fn|func|function)|act(_?fn|_?layer)?)([._]?\d+)?$/i,
    holds: isRelu,
    advice: onlyRelu,
  },
  {
    name: /^negative_?slope$/i,
    holds: (value) => isNo(value),
    advice: 'a leaky ReLU is none of the networks that are read; change the field if it is wrong',
  },
  {
    name: new RegExp(`^(use_?)?(${otherActivation})$`, 'i'),
    holds: (value) => isNo(value),
    advice: onlyRelu,
  },
  {
    name: /^(use_?)?(residual|skip)(_?connections?)?$/i,
    holds: (value) => isNo(value),
    advice: 'connections that skip layers are not read; change the field if it is wrong',
  },
  {
    name: /^(use_?)?(batch|layer|group|instance|rms)_?norm(ali[sz]ation)?([123]d)?$/i,
    holds: (value) => isNo(value),
    advice: foldNormalisation,
  },
  {
    name: /^((is_?)?quanti[sz](e|ed|ation)|quant)(_?(config|method|type|bits|scheme))?$|^(load_in_)?[48]_?bit$/i,
    holds: (value) => isNo(value),
    advice: 'quantised weights are not read; save the dequantised ones as float32',
  },
  {
    name: /^(preprocessing\.)?((images?|norm|normali[sz]e|pixel|inputs?|data|features?|x)_?)?(stds?|std_?dev|stdev|standard_?deviations?)$/i,
    within: ofInputs,
    holds: (value) => isEvery(value, 1),
    advice:
      'inputs that were divided by a standard deviation are not read: divide the columns of layers.0.weight by it',
  },
  {
    name: /^(preprocessing\.)?((images?|norm|normali[sz]e|pixel|inputs?|data|features?|x)_?)?means?$/i,
    within: ofInputs,
    holds: (value) => isEvery(value, 0),
    advice: 'a mean is read from the tensor preprocessing.mean; save it there',
  },
  {
    name: /^preprocessing\./,
    holds: (value) => isNo(value),
    advice: foldInputs,
  },
  {
    name: /^((inputs?|images?|data)_?)?(normali[sz](e|ed|er|ation)|standardi[sz](e|ed|ation)|whiten(ing)?|do_normali[sz]e)$/i,
    // Statistics within have rules of their own.
    within: (_, value) => typeof value !== 'object' || value === null,
    holds: (value) => isNo(value),
    advice: foldInputs,
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
