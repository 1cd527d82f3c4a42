import { type CascadePresetName, cascadePresetNames } from '@noprior/reconstruction-attack';

/** Whether a preset is one of the strong attack. */
export function isCascadePreset(name: string | undefined): name is CascadePresetName {
  return cascadePresetNames.some((preset) => preset === name);
}
