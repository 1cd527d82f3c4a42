import { absent, type Knowledge, kktAttack, known, nothingKnown } from '@noprior/reconstruction-attack';
import { makeNetwork } from '@noprior/relu-models';
import { DomainError, fromNested, ShapeError } from '@noprior/tensor';
import { describe, expect, it } from 'vitest';

const network = makeNetwork({ inputSize: 4, hiddenSizes: [6], seed: 1 });
const { defaults, presets, resolve } = kktAttack;
const box = { low: fromNested([0, -1, -1, -1]), high: fromNested([1, 1, 1, 2]) };
const informed: Knowledge = { ...nothingKnown, box: known(box, 'model file') };
const unit = { low: -1, high: 1 };

describe('the box', () => {
  it('is that of the knowledge, or [-1, 1] where it is absent', () => {
    expect(resolve(network, informed, defaults).prior.box).toEqual(box);
    expect(resolve(network, { ...informed, box: absent }, defaults).prior.box).toEqual(unit);
  });

  it('of a published preset stays as published', () => {
    expect(resolve(network, informed, presets['haim2022-mnist']!).prior.box).toEqual(unit);
  });

  it('can be left out', () => {
    const { box: _, ...prior } = defaults.prior;
    expect(resolve(network, informed, { ...defaults, prior }).prior.box).toBeUndefined();
  });

  it('has to fit the network', () => {
    const short = { ...nothingKnown, box: known({ low: fromNested([0]), high: 1 }, 'user') };
    expect(() => resolve(network, short, defaults)).toThrow(ShapeError);
  });
});

describe('the objective', () => {
  it('is the one that the network suggests', () => {
    expect(resolve(network, nothingKnown, defaults).objective).toBe('binary');
    const classes = makeNetwork({ inputSize: 4, hiddenSizes: [6], outputSize: 3, seed: 1 });
    expect(resolve(classes, nothingKnown, defaults).objective).toBe('per-class');
    expect(resolve(classes, nothingKnown, { ...defaults, objective: 'runner-up' }).objective).toBe('runner-up');
    expect(() => resolve(classes, nothingKnown, { ...defaults, objective: 'binary' })).toThrow(ShapeError);
  });
});

describe('the start', () => {
  it('by the law of the prior needs nothing', () => {
    expect(resolve(network, nothingKnown, { ...defaults, start: { kind: 'prior' } }).start).toBeUndefined();
    const attempt = () => resolve(network, nothingKnown, { ...defaults, start: { kind: 'prior', radius: 2 } });
    expect(attempt).toThrow(DomainError);
  });

  it('by the span begins a quarter of the diagonal of the box from the mean', () => {
    const { start } = resolve(network, nothingKnown, { ...defaults, start: { kind: 'rows' } });
    // The diagonal of [-1, 1]^4 is 4.
    expect(start).toEqual({ kind: 'rows', radius: 1 });
    const asked = resolve(network, nothingKnown, {
      ...defaults,
      start: { kind: 'linear', radius: 3, rounds: 7 },
    }).start;
    expect(asked).toMatchObject({ kind: 'linear', radius: 3, rounds: 7, damping: 0.1 });
  });

  it('without a box needs a radius', () => {
    const { box: _, ...prior } = defaults.prior;
    const attempt = () => resolve(network, nothingKnown, { ...defaults, prior, start: { kind: 'row-space' } });
    expect(attempt).toThrow(/startRadius/);
  });
});

it('from a given start there is no target and no other start', () => {
  const config = { ...defaults, targetLoss: 1, start: { kind: 'rows', radius: 1 } as const };
  expect(kktAttack.fromStart(config)).toEqual(defaults);
});
