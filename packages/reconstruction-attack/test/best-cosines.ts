import type { HostTensor } from '@noprior/tensor';

/** For each image the cosine of its nearest candidate. */
export function bestCosines(candidates: HostTensor, images: HostTensor): number[] {
  const row = ({ data, shape }: HostTensor, i: number) => [...data.subarray(i * shape[1]!, (i + 1) * shape[1]!)];
  const norm = (a: readonly number[]) => Math.hypot(...a);
  return Array.from({ length: images.shape[0]! }, (_, j) => {
    const image = row(images, j);
    return Math.max(
      ...Array.from({ length: candidates.shape[0]! }, (_, i) => {
        const candidate = row(candidates, i);
        return candidate.reduce((sum, value, k) => sum + value * image[k]!, 0) / (norm(candidate) * norm(image));
      }),
    );
  });
}
