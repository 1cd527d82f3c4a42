import {
  boxVertexDefaults,
  cascadePresetNames,
  cascadePresets,
  checkEvidenceAttackConfig,
  evidenceAttackDefaults,
} from '@noprior/reconstruction-attack';
import { expect, it } from 'vitest';
import { checkBoxVertexConfig } from '../../src/box-vertices/box-vertex-config.ts';

it.each(cascadePresetNames)('%s is a configuration of both attacks', (name) => {
  const { vertices, fromVertices, fromDraws } = cascadePresets[name];
  expect(() => checkBoxVertexConfig({ ...boxVertexDefaults, ...vertices }, 784)).not.toThrow();
  for (const { noiseRatio, ...settings } of [fromVertices, fromDraws]) {
    const noise = { from: noiseRatio * 1e-4, to: 1e-4 };
    expect(() => checkEvidenceAttackConfig({ ...evidenceAttackDefaults, ...settings, noise }, 784)).not.toThrow();
  }
});

it('has the vertices of the defaults for a CPU, and more of both for a GPU', () => {
  const { 'strong-cpu': cpu, 'strong-gpu': gpu } = cascadePresets;
  expect({ ...boxVertexDefaults, ...cpu.vertices }).toEqual(boxVertexDefaults);
  expect(gpu.vertices.directions).toBeGreaterThan(cpu.vertices.directions);
  expect(gpu.fromVertices.maxIterations).toBeGreaterThan(cpu.fromVertices.maxIterations);
  expect(gpu.fromDraws.maxIterations).toBeGreaterThan(cpu.fromDraws.maxIterations);
});
