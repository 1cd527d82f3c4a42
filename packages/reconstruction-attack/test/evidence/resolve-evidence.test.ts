import { evidenceAttack, knowledgeOf, known, nothingKnown } from '@noprior/reconstruction-attack';
import { makeNetwork } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';
import { describe, expect, it } from 'vitest';
import { evidenceNoise } from '../../src/evidence/evidence-attack-config.ts';
import { plantedNetwork } from '../planted-network.ts';

const network = makeNetwork({ inputSize: 4, hiddenSizes: [6], seed: 1 });
const { defaults, resolve } = evidenceAttack;

describe('the noise comes down from 100 times what is known or estimated of the initial first layer', () => {
  it('known', () => {
    const knowledge = { ...nothingKnown, startNoise: known(2e-4, 'truth') };
    expect(resolve(network, knowledge, defaults).noise).toEqual({ from: 100 * 2e-4, to: 2e-4 });
  });

  it('estimated from the weights', async () => {
    const planted = await plantedNetwork();
    const { startNoise } = knowledgeOf(planted.network);
    expect(startNoise.status).toBe('estimated');
    const { to } = evidenceNoise(resolve(planted.network, planted.knowledge, defaults));
    expect(startNoise).toEqual({ status: 'estimated', value: to });
    // The network started at a standard deviation of 1e-4.
    expect(to).toBeGreaterThan(0.5e-4);
    expect(to).toBeLessThan(2e-4);
  });

  it('absent is an error that says what to give', () => {
    expect(() => resolve(network, nothingKnown, defaults)).toThrow(DomainError);
    expect(() => resolve(network, nothingKnown, defaults)).toThrow(/startNoise/);
  });

  it('of a configuration stays', () => {
    const noise = { from: 3, to: 1 };
    expect(resolve(network, nothingKnown, { ...defaults, noise }).noise).toEqual(noise);
  });
});

it('from a given start the noise is that of the end from the beginning', () => {
  const config = { ...defaults, noise: { from: 3, to: 1 } };
  expect(evidenceAttack.fromStart(config).noise).toEqual({ from: 1, to: 1 });
});
