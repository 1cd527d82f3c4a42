import { FormatError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { parseStoredStudy, type StepRun, storedStudyText, toStoredStudy } from '../../src/index.ts';
import { trainingLength } from '../../src/paper/training-length.ts';
import { result, score, scoreSummary } from '../made-up-results.ts';

const ranOn = (processor: string): StepRun => ({
  place: {
    machine: { processor, cores: 2, memoryBytes: 8e9, os: 'Linux 6' },
    backend: { name: 'onnx:cpu', device: 'CPU, ONNX Runtime 1.30.0' },
    node: 'v20.19.0',
    build: { version: '0.1.0', commit: 'abc', workers: 2 },
  },
  began: '2026-01-01T00:00:00.000Z',
  load: { start: 0.5, end: 1.5 },
  peakMemoryBytes: 1e8,
});

const study = toStoredStudy(trainingLength, 'cpu', [
  result({ targetLoss: 1e-1 }, 1, { score: { ...score(scoreSummary(20, 0.9)), ran: ranOn('one') } }),
  result({ targetLoss: 1e-2 }, 1, { score: { ...score(scoreSummary(19, 0.8)), ran: ranOn('other') } }),
  result({ targetLoss: 1e-3 }, 1, { score: { ...score(scoreSummary(18, 0.7)), ran: ranOn('one') } }),
]);
const text = storedStudyText(study);

test('what is written is read, and every machine stands in the file once', () => {
  expect(parseStoredStudy(text, 'training-length', 'results.json')).toEqual(JSON.parse(JSON.stringify(study)));
  expect(JSON.parse(text).places).toHaveLength(2);
});

test.each([
  ['another study', text, 'defences'],
  ['a changed number', text.replace('0.9', '0.8'), 'training-length'],
  ['no checksum', text.replace('checksum', 'checksun'), 'training-length'],
  ['a place that is not there', text.replace('"place":1', '"place":7'), 'training-length'],
  ['half of a file', text.slice(0, 100), 'training-length'],
  ['a list', '[]', 'training-length'],
])('%s is refused', (_, changed, name) => {
  expect(() => parseStoredStudy(changed, name, 'results.json')).toThrow(FormatError);
});
