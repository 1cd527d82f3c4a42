import { hiddenSizes, inputSize, type ReluNetwork } from '@noprior/relu-models';
import type { SectionBlock } from '../document/document.ts';
import type { Fact } from '../document/value.ts';
import { describeKnowledge, type KnowledgeWords, threatModel } from '../words/describe-knowledge.ts';
import type { DemoImages, DemoKnowledge, DemoSphere } from './demo-facts.ts';

/** Data, network and attack of the images, and what the attacker knows. */
export function imageSetting({ split, training, attack }: DemoImages, { images, uses }: DemoKnowledge): SectionBlock {
  return setting(
    'Setting and threat model, images',
    [
      {
        name: 'data',
        value: `${split.training.x.shape[0]} glyphs of 28 x 28 pixels, drawn by a program, mean subtracted`,
      },
      { name: 'labels', value: split.preprocessing.classes.join(' / ') },
      { name: 'network', value: widths(training.network) },
      { name: 'initialisation', value: 'first layer 1e-4, the others as PyTorch does' },
      {
        name: 'training',
        value: `full batch, loss ${training.loss.toExponential(2)} after ${training.iterations} iterations`,
      },
      {
        name: 'attack',
        value: `${attack.iterations} iterations of Adam, ${attack.candidates.x.shape[0]} candidates`,
      },
    ],
    describeKnowledge(images, uses),
  );
}

function setting(title: string, facts: readonly Fact[], words: KnowledgeWords): SectionBlock {
  return { kind: 'section', title, blocks: [{ kind: 'facts', facts }, threatModel(words)] };
}

/** Data and network of the points on a sphere, and what the attacker knows. */
export function sphereSetting({ split, training, runs }: DemoSphere, { sphere, uses }: DemoKnowledge): SectionBlock {
  const [count, dimension] = split.training.x.shape;
  return setting(
    'Setting and threat model, points on a sphere',
    [
      {
        name: 'data',
        value: `${count} points, uniform on the unit sphere in ${dimension} dimensions, labelled by one coordinate`,
      },
      { name: 'network', value: widths(training.network) },
      { name: 'initialisation', value: 'as PyTorch does' },
      {
        name: 'training',
        value: `full batch, loss ${training.loss.toExponential(2)} after ${training.iterations} iterations`,
      },
      {
        name: 'candidates',
        value: `${runs[0]!.attack.candidates.x.shape[0]}, started at radius ${runs.map(({ radius }) => radius).join(', ')}`,
      },
    ],
    describeKnowledge(sphere, uses),
  );
}

function widths(network: ReluNetwork): string {
  return [inputSize(network), ...hiddenSizes(network), 1].join('-');
}
