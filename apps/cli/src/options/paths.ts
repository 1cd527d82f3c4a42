import { InvalidArgumentError } from 'commander';

/** Parse the name of a file to write a network to. */
export function toModelPath(text: string): string {
  if (!/\.(safetensors|npz)$/i.test(text))
    throw new InvalidArgumentError('Expected a name that ends in .safetensors or .npz.');
  return text;
}

/** Parse the name of an archive to write arrays to. */
export function toNpzPath(text: string): string {
  if (!/\.npz$/i.test(text)) throw new InvalidArgumentError('Expected a name that ends in .npz.');
  return text;
}
