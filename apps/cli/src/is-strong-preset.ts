import { type StrongPresetName, strongPresetNames } from '@noprior/reconstruction-attack';

/** Whether a preset is one of the strong attack. */
export function isStrongPreset(name: string | undefined): name is StrongPresetName {
  return strongPresetNames.some((preset) => preset === name);
}
