import { DomainError } from '@noprior/tensor';
import type { DatasetName } from './dataset-name.ts';

/** How the ten classes of MNIST or CIFAR-10 become labels.
 *
 * - `odd-even` (MNIST): odd digits +1, even digits -1, as the reference code of Haim et al. 2022 has 1 and 0.
 * - `vehicles-animals` (CIFAR-10): animals +1, vehicles (airplane, automobile, ship, truck) -1, the same way.
 * - `one-vs-rest:K`: class K, 0 to 9, is +1, all others -1.
 * - `all`: the ten classes themselves, labelled 0 to 9.
 */
export type LabelRule = 'all' | 'odd-even' | 'vehicles-animals' | `one-vs-rest:${number}`;

/** Classes of CIFAR-10 in the order of its labels. */
export const cifar10Classes: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

/** Narrow text to a {@link LabelRule}.
 *
 * @throws {DomainError} for any other text
 * @example parseLabelRule('one-vs-rest:3')
 */
export function parseLabelRule(text: string): LabelRule {
  if (text === 'all' || text === 'odd-even' || text === 'vehicles-animals') return text;
  const digit = /^one-vs-rest:([0-9])$/.exec(text)?.[1];
  if (digit !== undefined) return `one-vs-rest:${Number(digit)}`;
  throw new DomainError(
    `labels: expected odd-even, vehicles-animals, one-vs-rest:K with K from 0 to 9, or all, got ${JSON.stringify(text)}`,
  );
}

/** The rule that applies unless another is given; undefined where a data set has binary labels of its own. */
export function defaultLabelRule(name: DatasetName): LabelRule | undefined {
  if (name === 'mnist') return 'odd-even';
  return name === 'cifar10' ? 'vehicles-animals' : undefined;
}

/** A rule applied: the label of each of the ten classes and the names of the labels, lowest first. */
export interface ClassLabels {
  /** For class 0 to 9: -1 or +1, or the class itself. */
  readonly labelOfClass: readonly number[];
  /** The labels that occur, lowest first, as `classes` names them. */
  readonly labels: readonly number[];
  readonly classes: readonly string[];
}

const signs: readonly number[] = [-1, 1];

/** Work out a rule for a data set.
 *
 * @throws {DomainError} if the rule is none, or is made for the other data set
 */
export function applyLabelRule(rule: LabelRule, name: 'mnist' | 'cifar10'): ClassLabels {
  const checked = parseLabelRule(rule);
  const classNames = name === 'mnist' ? Array.from({ length: 10 }, (_, digit) => String(digit)) : cifar10Classes;
  const wanted = checked === 'odd-even' ? 'mnist' : checked === 'vehicles-animals' ? 'cifar10' : name;
  if (wanted !== name) {
    throw new DomainError(`labels: ${checked} is made for ${wanted}, not for ${name}; use ${defaultLabelRule(name)}`);
  }
  if (checked === 'all') {
    const labels = classNames.map((_, index) => index);
    return { labelOfClass: labels, labels, classes: classNames };
  }
  if (checked === 'odd-even') {
    return {
      labelOfClass: classNames.map((_, digit) => (digit % 2 === 1 ? 1 : -1)),
      labels: signs,
      classes: ['even', 'odd'],
    };
  }
  if (checked === 'vehicles-animals') {
    const isVehicle = (index: number): boolean => index <= 1 || index >= 8;
    return {
      labelOfClass: classNames.map((_, index) => (isVehicle(index) ? -1 : 1)),
      labels: signs,
      classes: ['vehicles', 'animals'],
    };
  }
  const positive = Number(checked.slice('one-vs-rest:'.length));
  const positiveName = classNames[positive]!;
  return {
    labelOfClass: classNames.map((_, index) => (index === positive ? 1 : -1)),
    labels: signs,
    classes: [`not ${positiveName}`, positiveName],
  };
}
