import { parseNpz, parseSafetensors, serializeNpz, serializeSafetensors } from '@noprior/array-files';
import { fromNested } from '@noprior/tensor';

const x = fromNested([
  [1, 2],
  [3, 4],
]);
const npz = serializeNpz({ x }, { compress: true });
const arrays = parseNpz(npz, { name: 'x.npz' });

const file = serializeSafetensors(arrays, { made: 'by hand' });
const { metadata } = parseSafetensors(file);

export const result = [arrays.x?.shape.join(), metadata.made]; // => ['2,2', 'by hand']
