import type { Experiment } from '../engine/experiment.ts';
import {
  cpuCifar10,
  cpuMnist,
  type ImageSizes,
  paperCifar10,
  paperMnist,
  reportedSeeds,
  smokeImages,
} from './image-sizes.ts';
import type { OtherAttack, ReconstructionKinds } from './reconstruction-kinds.ts';
import { reconstructionStages } from './reconstruction-stages.ts';
import { type ShiftPoint, summarizeShift, type Treatment } from './shift-summary.ts';

/** The paper's study of a secret shift on images.
 *
 * @see Refael et al. 2025, arXiv:2509.21296, the experiment on CIFAR-10
 */
function shiftExperiment(
  name: string,
  title: string,
  cpu: ImageSizes,
  paper: ImageSizes,
  others: readonly OtherAttack[],
): Experiment<ShiftPoint, ImageSizes, ReconstructionKinds> {
  const treatment: readonly Treatment[] = ['secret', 'estimated', 'known', 'undone'];
  const grid = { shift: [0, 0.5, 5], treatment };
  return {
    name,
    title,
    about:
      'Training images are shifted by a constant that the attacker does not know, who keeps the pixel range less the public mean as bounds and starts near 0. Beside it an attacker who reads the shift from the first layer, where constant pixels reveal it, and two controls: an attacker ' +
      'who knows the shift and moves bounds and start by it, since a shift changes the network, too, and not only what is known; and a mean that is subtracted after the shift, which undoes it. ' +
      'Scores take the shift off candidates and images first, since images that share a large constant are all alike; that favours the attack.',
    scales: {
      smoke: { grid, seeds: [1], sizes: smokeImages },
      cpu: { grid, seeds: reportedSeeds, sizes: cpu },
      paper: { grid, seeds: [1, 2, 3, 4, 5], sizes: paper },
    },
    includes: ({ shift, treatment: one }) => shift !== 0 || one === 'secret',
    stages: reconstructionStages<ShiftPoint>({
      data: ({ shift, treatment: one }) => ({
        ...(shift === 0 ? {} : { shift }),
        ...(one === 'undone' ? { recentre: true } : {}),
      }),
      attack: ({ shift, treatment: one }) =>
        one === 'known' ? { assumedShift: shift } : one === 'estimated' ? { assumedShift: 'estimated' } : {},
      others,
    }),
    summarize: (results, setting) => summarizeShift(results, setting.grid.shift),
  };
}

/** {@link shiftExperiment} on MNIST. */
export const mnistShift: Experiment<ShiftPoint, ImageSizes, ReconstructionKinds> = shiftExperiment(
  'mnist-shift',
  'A secret shift, MNIST',
  cpuMnist,
  paperMnist,
  ['evidence', 'box-vertices'],
);

/** {@link shiftExperiment} on CIFAR-10. */
export const cifarShift: Experiment<ShiftPoint, ImageSizes, ReconstructionKinds> = shiftExperiment(
  'cifar-shift',
  'A secret shift, CIFAR-10',
  cpuCifar10,
  paperCifar10,
  // Few pixels of these images are black or white, so that few of them are vertices of the box.
  ['evidence'],
);
