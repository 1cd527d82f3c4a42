import { DomainError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { datasetNames, isFileDataset, isImageDataset, parseDatasetName } from '../src/dataset-name.ts';
import { applyLabelRule, cifar10Classes, defaultLabelRule, parseLabelRule } from '../src/label-rule.ts';

test('rules by hand', () => {
  expect(applyLabelRule('odd-even', 'mnist')).toEqual({
    labelOfClass: [-1, 1, -1, 1, -1, 1, -1, 1, -1, 1],
    labels: [-1, 1],
    classes: ['even', 'odd'],
  });
  const { labelOfClass, classes } = applyLabelRule('vehicles-animals', 'cifar10');
  expect(classes).toEqual(['vehicles', 'animals']);
  expect(cifar10Classes.filter((_, index) => labelOfClass[index] === -1)).toEqual([
    'airplane',
    'automobile',
    'ship',
    'truck',
  ]);
  expect(applyLabelRule('one-vs-rest:3', 'cifar10')).toEqual({
    labelOfClass: [-1, -1, -1, 1, -1, -1, -1, -1, -1, -1],
    labels: [-1, 1],
    classes: ['not cat', 'cat'],
  });
  expect(applyLabelRule('one-vs-rest:3', 'mnist').classes).toEqual(['not 3', '3']);
  const ten = Array.from({ length: 10 }, (_, index) => index);
  expect(applyLabelRule('all', 'mnist')).toEqual({ labelOfClass: ten, labels: ten, classes: ten.map(String) });
  expect(applyLabelRule('all', 'cifar10').classes).toEqual(cifar10Classes);
});

test('rules made for the other data set are refused', () => {
  expect(() => applyLabelRule('odd-even', 'cifar10')).toThrow(DomainError);
  expect(() => applyLabelRule('vehicles-animals', 'mnist')).toThrow(/cifar10, not for mnist; use odd-even/);
});

test('parsing', () => {
  for (const text of ['all', 'odd-even', 'vehicles-animals', 'one-vs-rest:0', 'one-vs-rest:9']) {
    expect(parseLabelRule(text)).toBe(text);
  }
  for (const text of [
    '',
    'odd',
    'one-vs-rest',
    'one-vs-rest:',
    'one-vs-rest:10',
    'one-vs-rest:-1',
    'one-vs-rest:1.0',
  ]) {
    expect(() => parseLabelRule(text), text).toThrow(DomainError);
  }
});

test('names', () => {
  expect(datasetNames.map(parseDatasetName)).toEqual(datasetNames);
  expect(datasetNames.filter(isImageDataset)).toEqual(['glyphs', 'mnist', 'cifar10']);
  expect(datasetNames.filter(isFileDataset)).toEqual(['mnist', 'cifar10']);
  expect(datasetNames.map(defaultLabelRule)).toEqual([undefined, undefined, undefined, 'odd-even', 'vehicles-animals']);
  expect(() => parseDatasetName('MNIST')).toThrow(DomainError);
});
