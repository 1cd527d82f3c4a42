import { type AttackPrior, type KktAttackConfig, kktPresets } from '@noprior/reconstruction-attack';
import { DomainError, fromNested, ShapeError } from '@noprior/tensor';
import { expect, it } from 'vitest';
import { checkKktAttackConfig } from '../../src/kkt/kkt-attack-config.ts';

const good = kktPresets['adam-box'];

it.each(Object.entries(kktPresets))('the preset %s is in order', (_, preset) => {
  expect(() => checkKktAttackConfig(preset, 784)).not.toThrow();
});

function withPrior(prior: Partial<AttackPrior>): KktAttackConfig {
  return { ...good, prior: { ...good.prior, ...prior } };
}

// Names as they would come out of a JSON file.
const unknown: KktAttackConfig = { ...good, ...JSON.parse('{"schedule": "linear"}') };
const sgd = (momentum: number): KktAttackConfig => ({ ...good, optimizer: { kind: 'sgd', momentum } });
const moments = (change: object): KktAttackConfig => ({
  ...good,
  optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...change },
});

it('accepts each optimizer', () => {
  for (const kind of ['sgd', 'nesterov'] as const) {
    expect(() => checkKktAttackConfig({ ...good, optimizer: { kind, momentum: 0.9 } }, 784)).not.toThrow();
  }
  for (const kind of ['adam', 'row-adam']) expect(() => checkKktAttackConfig(moments({ kind }), 784)).not.toThrow();
});

const updating = (candidateUpdate: object): KktAttackConfig => ({
  ...good,
  candidateUpdates: [{ kind: 'fit-multipliers', every: 10 }, JSON.parse(JSON.stringify(candidateUpdate))],
});

it('accepts each candidateUpdate', () => {
  for (const candidateUpdate of [
    { kind: 'prune', every: 5, share: 0, floor: 1 },
    { kind: 'merge', every: 5, from: 0, until: 5, cosine: 1, by: 'gradients' },
    { kind: 're-seed', every: 5, source: 'residual', multiplier: 1, noise: 0 },
    { kind: 'split', every: 5, limit: 1, distance: 0.1, steps: 3 },
    { kind: 'solve-first-layer', every: 5, rounds: 1, ridge: 1e-3 },
  ]) {
    expect(() => checkKktAttackConfig(updating(candidateUpdate), 784)).not.toThrow();
  }
});

it.each<[KktAttackConfig, typeof DomainError | typeof ShapeError, RegExp]>([
  [{ ...good, stepSize: 0 }, DomainError, /stepSize must be a positive number, got 0/],
  [{ ...good, stepSize: Number.POSITIVE_INFINITY }, DomainError, /stepSize/],
  [{ ...good, lambdaStepSize: -1 }, DomainError, /lambdaStepSize must be a positive number, got -1/],
  [{ ...good, maxIterations: 1.5 }, DomainError, /maxIterations must be a positive integer, got 1.5/],
  [{ ...good, alpha: Number.NaN }, DomainError, /alpha must be a positive number, got NaN/],
  [{ ...good, alpha: { from: 10, to: 0 } }, DomainError, /alpha must be a positive number, got 0/],
  [{ ...good, targetLoss: Number.NaN }, DomainError, /targetLoss must be a finite number/],
  [{ ...good, seed: -1 }, DomainError, /seed must be an integer from 0/],
  [{ ...good, seed: 0.5 }, DomainError, /seed/],
  [sgd(1), DomainError, /momentum must be at least 0 and less than 1, got 1/],
  [sgd(-0.1), DomainError, /momentum/],
  [
    { ...good, optimizer: { kind: 'nesterov', momentum: 1 } },
    DomainError,
    /momentum must be at least 0 and less than 1/,
  ],
  [moments({ kind: 'row-adam', beta1: -1 }), DomainError, /beta1 must be at least 0/],
  [moments({ kind: 'row-adam', epsilon: -1 }), DomainError, /epsilon must be a positive number/],
  [moments({ beta1: 1 }), DomainError, /beta1 must be at least 0 and less than 1/],
  [moments({ beta2: Number.NaN }), DomainError, /beta2/],
  [moments({ epsilon: 0 }), DomainError, /epsilon must be a positive number/],
  [moments({ kind: 'lion' }), DomainError, /optimizer.kind must be one of sgd, nesterov, adam, row-adam, got "lion"/],
  [unknown, DomainError, /schedule must be one of constant, cosine-tail, got "linear"/],
  [{ ...good, ...JSON.parse('{"scale": "max"}') }, DomainError, /scale must be one of mean, sum/],
  [{ ...good, ...JSON.parse('{"form": "both"}') }, DomainError, /form must be one of auto, direct, gram/],
  [{ ...good, ...JSON.parse('{"dtype": "float16"}') }, DomainError, /dtype must be one of float32, float64/],
  [
    updating({ kind: 'freeze', every: 1 }),
    DomainError,
    /candidateUpdates\[1\].kind must be one of fit-multipliers, .*"freeze"/,
  ],
  [
    updating({ kind: 'prune', every: 0, share: 0.1 }),
    DomainError,
    /candidateUpdates\[1\].every must be a positive integer, got 0/,
  ],
  [updating({ kind: 'prune', every: 5, share: 1 }), DomainError, /share must be at least 0 and less than 1/],
  [updating({ kind: 'prune', every: 5, share: 0, floor: -1 }), DomainError, /floor must be a number of at least 0/],
  [updating({ kind: 'merge', every: 5, from: -1, cosine: 1 }), DomainError, /from must be an integer of at least 0/],
  [
    updating({ kind: 'merge', every: 5, from: 9, until: 8, cosine: 1 }),
    DomainError,
    /until must be an integer that is not/,
  ],
  [updating({ kind: 'merge', every: 5, cosine: 0 }), DomainError, /cosine must be above 0 and at most 1/],
  [updating({ kind: 'merge', every: 5, cosine: 1, by: 'ssim' }), DomainError, /by must be points or gradients/],
  [
    updating({ kind: 're-seed', every: 5, source: 'data', multiplier: 1 }),
    DomainError,
    /source must be prior or residual/,
  ],
  [
    updating({ kind: 're-seed', every: 5, source: 'prior', multiplier: 0 }),
    DomainError,
    /multiplier must be a positive/,
  ],
  [updating({ kind: 'split', every: 5, limit: 0, distance: 0.1 }), DomainError, /limit must be a positive integer/],
  [updating({ kind: 'split', every: 5, limit: 1, distance: 0 }), DomainError, /distance must be a positive number/],
  [
    updating({ kind: 'solve-first-layer', every: 5, rounds: 0.5, ridge: 1 }),
    DomainError,
    /rounds must be a positive integer/,
  ],
  [
    updating({ kind: 'solve-first-layer', every: 5, rounds: 1, ridge: 0 }),
    DomainError,
    /ridge must be a positive number/,
  ],
  [withPrior({ candidatesPerClass: 0 }), DomainError, /candidatesPerClass must be a positive integer, got 0/],
  [withPrior({ lambdaMin: Number.NaN }), DomainError, /lambdaMin must be a finite number/],
  [withPrior({ initialisation: { kind: 'sphere', radius: 0 } }), DomainError, /initialisation.radius/],
  [withPrior({ initialisation: { kind: 'gaussian', scale: -1 } }), DomainError, /initialisation.scale/],
  [withPrior(JSON.parse('{"initialisation": {"kind": "zero"}}')), DomainError, /initialisation.kind/],
  [withPrior({ box: { low: 1, high: -1 } }), DomainError, /not an interval/],
  [
    withPrior({ box: { low: fromNested([0, 0]), high: 1 } }),
    ShapeError,
    /low has shape \[2\], expected a number or \[784\]/,
  ],
])('refuses %#', (config, type, message) => {
  expect(() => checkKktAttackConfig(config, 784)).toThrow(type);
  expect(() => checkKktAttackConfig(config, 784)).toThrow(message);
});
