import {
  checkCornerAttackConfig,
  checkEvidenceAttackConfig,
  cornerAttackDefaults,
  evidenceAttackDefaults,
  strongPresetNames,
  strongPresets,
} from '@noprior/reconstruction-attack';
import { expect, it } from 'vitest';

it.each(strongPresetNames)('%s is a configuration of both attacks', (name) => {
  const { corners, fromCorners, fromDraws } = strongPresets[name];
  expect(() => checkCornerAttackConfig({ ...cornerAttackDefaults, ...corners }, 784)).not.toThrow();
  for (const { noiseRatio, ...settings } of [fromCorners, fromDraws]) {
    const noise = { from: noiseRatio * 1e-4, to: 1e-4 };
    expect(() => checkEvidenceAttackConfig({ ...evidenceAttackDefaults, ...settings, noise }, 784)).not.toThrow();
  }
});

it('has the corners of the defaults for a CPU, and more of both for a GPU', () => {
  const { 'strong-cpu': cpu, 'strong-gpu': gpu } = strongPresets;
  expect({ ...cornerAttackDefaults, ...cpu.corners }).toEqual(cornerAttackDefaults);
  expect(gpu.corners.directions).toBeGreaterThan(cpu.corners.directions);
  expect(gpu.fromCorners.maxIterations).toBeGreaterThan(cpu.fromCorners.maxIterations);
  expect(gpu.fromDraws.maxIterations).toBeGreaterThan(cpu.fromDraws.maxIterations);
});
