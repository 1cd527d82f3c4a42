import { fromNested, ShapeError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { scoreMembers } from '../src/index.ts';

const x = fromNested([
  [3, 4],
  [4, 3],
  [0, 2],
  [1, 0],
]);
const training = fromNested([
  [0, 5],
  [1, 0],
]);

test('true and false members by the nearest training sample', () => {
  const predicted = fromNested([1, 0, 1, 1]);
  expect(scoreMembers(x, predicted, training, 0.9)).toEqual({
    predicted: 3,
    trueMembers: 2,
    falseMembers: 1,
    samples: 2,
    nearest: [
      { candidate: 0, image: 0, cosine: expect.closeTo(0.8, 12) },
      { candidate: 2, image: 0, cosine: expect.closeTo(1, 12) },
      { candidate: 3, image: 1, cosine: expect.closeTo(1, 12) },
    ],
  });
  expect(scoreMembers(x, fromNested([1, 0, 1, 0]), training, 0.7)).toMatchObject({ trueMembers: 2, samples: 1 });
  expect(scoreMembers(x, predicted, training, 1)).toMatchObject({ trueMembers: 0, falseMembers: 3, samples: 0 });
});

test('nothing where the attack predicts no member, and a prediction for each point', () => {
  expect(scoreMembers(x, fromNested([0, 0, 0, 0]), training, 0.5)).toBeUndefined();
  expect(() => scoreMembers(x, fromNested([1, 0]), training, 0.5)).toThrow(ShapeError);
});
