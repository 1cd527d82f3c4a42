/** Presets of the attack `cascade` by the names that they have in this command. */
export const cascadePresetNames = { 'strong-cpu': 'standard', 'strong-gpu': 'thorough' } as const;

/** Name of such a preset. */
export type CascadePresetName = keyof typeof cascadePresetNames;

/** Whether a preset is one of the attack `cascade`. */
export function isCascadePreset(name: string | undefined): name is CascadePresetName {
  return name !== undefined && Object.hasOwn(cascadePresetNames, name);
}
