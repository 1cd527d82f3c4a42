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
  const rule = rules.find(({ name }) => name.test(field));
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
  readonly holds: (value: unknown) => boolean;
  readonly advice: string;
}

const relu = /^([a-z_.]+\.)?relu(\(.*\))?$/i;
const none = /^(none|identity|linear|logits?|)$/i;
const monotone = /^(none|identity|linear|logits?|sigmoid|softmax|log_?softmax|)$/i;

const rules: readonly Rule[] = [
  {
    name: /^(output|final|last)_?(activation|nonlinearity)$/i,
    holds: (value) => value === null || (typeof value === 'string' && monotone.test(value)),
    advice: 'the last layer of the networks that are read has none',
  },
  {
    name: /^(hidden_?)?(activations?|nonlinearity|non_linearity|activation_?(fn|func|function)|act(_fn)?)$/i,
    holds: (value) => (Array.isArray(value) ? isReluStack(value) : typeof value === 'string' && relu.test(value)),
    advice: 'only ReLU networks are read; change the field if it is wrong',
  },
  {
    name: /^(quantization|quantization_config|quant_method|quantized)$/i,
    holds: (value) =>
      value === null || value === false || (typeof value === 'string' && /^(none|false|no|)$/i.test(value)),
    advice: 'quantised weights are not read; save the dequantised ones as float32',
  },
  {
    name: /^(preprocessing\.)?(std|image_std|norm_std|normali[sz]e_std)$/i,
    holds: isOnes,
    advice:
      'inputs that were divided by a standard deviation are not read: divide the columns of layers.0.weight by it',
  },
];

function isReluStack(values: readonly unknown[]): boolean {
  return values.every((value, index) => {
    if (typeof value !== 'string') return value === null;
    return relu.test(value) || (index === values.length - 1 && (none.test(value) || monotone.test(value)));
  });
}

function isOnes(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isOnes);
  return value === null || Number(value) === 1;
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
