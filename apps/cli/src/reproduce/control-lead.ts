import type { StoredExperiment } from './stored-experiment.ts';

/** What has to be known before anything else: the scale, whether the controls hold, and that a smoke run shows nothing. */
export function controlLead(experiments: readonly StoredExperiment[]): string {
  const scales = [...new Set(experiments.map(({ scale }) => scale))];
  const smoke = scales.includes('smoke')
    ? ' Runs at scale smoke show that everything works; their verdicts mean nothing.'
    : '';
  const controls = experiments.flatMap(({ title, summary }) => {
    const control = summary.claims.find(({ claim }) => claim.startsWith('Control:'));
    return control === undefined ? [] : [{ title, verdict: control.verdict }];
  });
  const without = controls.filter(({ verdict }) => verdict !== 'agrees').map(({ title }) => title);
  const control =
    controls.length === 0
      ? ''
      : without.length === 0
        ? ' Wherever there is a control, the attack succeeds in it, so that its failures elsewhere mean something.'
        : ` The control, in which the attack has to succeed, is not reached in: ${without.join('; ')}. Failures there show nothing.`;
  return `Scale ${scales.join(', ')}.${control}${smoke}`;
}
