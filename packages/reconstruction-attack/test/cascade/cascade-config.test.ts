import { type CascadeConfig, cascadeAttack } from '@noprior/reconstruction-attack';
import { DomainError, makeHostTensor, ShapeError } from '@noprior/tensor';
import { expect, it } from 'vitest';
import { checkBoxVertexConfig } from '../../src/box-vertices/box-vertex-config.ts';
import {
  checkCascadeConfig,
  evidenceStageConfig,
  type ResolvedCascadeConfig,
  vertexStageConfig,
} from '../../src/cascade/cascade-config.ts';
import { checkEvidenceAttackConfig } from '../../src/evidence/evidence-attack-config.ts';

const told = { box: { low: 0, high: 1 }, samples: 5, noise: 1e-4 };
const resolved = (over: Partial<ResolvedCascadeConfig> = {}): ResolvedCascadeConfig => ({
  ...cascadeAttack.defaults,
  ...told,
  ...over,
});

it.each(Object.keys(cascadeAttack.presets))('%s gives configurations of both attacks', (name) => {
  const config = { ...cascadeAttack.presets[name]!, ...told };
  expect(() => checkCascadeConfig(config, 784)).not.toThrow();
  expect(() => checkBoxVertexConfig(vertexStageConfig(config), 784)).not.toThrow();
  for (const search of ['fromVertices', 'fromDraws'] as const) {
    const evidence = evidenceStageConfig(config, search);
    expect(() => checkEvidenceAttackConfig(evidence, 784)).not.toThrow();
    expect(evidence.noise).toEqual({ from: config[search].noiseRatio * 1e-4, to: 1e-4 });
    // Two draws for each of five samples, as many for either label.
    expect(evidence.prior.candidatesPerClass).toBe(5);
  }
});

it('searches more when it is thorough', () => {
  const { standard, thorough } = cascadeAttack.presets as Record<string, CascadeConfig>;
  expect(standard).toBe(cascadeAttack.defaults);
  expect(thorough!.vertices.directions).toBeGreaterThan(standard!.vertices.directions);
  for (const search of ['fromVertices', 'fromDraws'] as const) {
    expect(thorough![search].maxIterations).toBeGreaterThan(standard![search].maxIterations);
  }
});

it.each<[Partial<ResolvedCascadeConfig>, RegExp]>([
  [{ samples: 0 }, /samples must be .* integer, got 0/],
  [{ samples: 1.5 }, /samples/],
  [{ noise: 0 }, /noise must be .* positive/],
  [{ drawsPerSample: Number.NaN }, /drawsPerSample/],
  [{ fromDraws: { ...cascadeAttack.defaults.fromDraws, noiseRatio: 0 } }, /fromDraws.noiseRatio/],
  [{ fromVertices: { ...cascadeAttack.defaults.fromVertices, maxIterations: 0 } }, /maxIterations/],
  [{ vertices: { ...cascadeAttack.defaults.vertices, rounds: 0 } }, /rounds/],
  [{ alpha: -1 }, /alpha/],
  [{ box: { low: 1, high: 0 } }, /is not an interval/],
])('refuses %o', (over, message) => {
  const check = () => checkCascadeConfig(resolved(over), 4);
  expect(check).toThrow(DomainError);
  expect(check).toThrow(message);
});

it('refuses a box of another size, and a configuration that is not resolved', () => {
  const box = { low: 0, high: makeHostTensor([1], [1]) };
  expect(() => checkCascadeConfig(resolved({ box }), 4)).toThrow(ShapeError);
  expect(() => checkCascadeConfig(cascadeAttack.defaults, 4)).toThrow(/resolve/);
});
