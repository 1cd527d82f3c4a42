import { InvalidArgumentError } from 'commander';

/** Parse a finite number. */
export function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}

/** Parse a number above 0. */
export function toPositive(text: string): number {
  const value = toNumber(text);
  if (value <= 0) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

/** Parse a cosine above 0 and below 1. */
export function toCosine(text: string): number {
  const value = toPositive(text);
  if (value >= 1) throw new InvalidArgumentError('Expected a cosine above 0 and below 1.');
  return value;
}

/** Parse an integer from 1. */
export function toCount(text: string): number {
  const value = toNumber(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected an integer from 1 to 2^53 - 1.');
  return value;
}

/** Parse a seed, an integer from 0. */
export function toSeed(text: string): number {
  const value = toNumber(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('Expected an integer from 0 to 2^53 - 1.');
  return value;
}

/** Parse sizes separated by commas, as `1000,1000`. */
export function toSizes(text: string): number[] {
  return text.split(',').map(toCount);
}

/** Parse groups of indices from 0, as `0,3;1,2`. */
export function toGroups(text: string): number[][] {
  return text.split(';').map((group) => group.split(',').map(toSeed));
}

/** Parse `LO,HI`. */
export function toInterval(text: string): { low: number; high: number } {
  const bounds = text.split(',').map(toNumber);
  const [low, high] = bounds;
  if (bounds.length !== 2 || low! > high!) throw new InvalidArgumentError('Expected LO,HI with LO <= HI.');
  return { low: low!, high: high! };
}
