// `node smoke-check.mjs FILE` loads tfjs-node from FILE, its dist/index.js, multiplies two matrices and prints the version of
// the TensorFlow library that did it. A wrong result or a failure to load ends with exit code 1 and the reason.
import { pathToFileURL } from 'node:url';
import util from 'node:util';

// Node 23 removed a function that tfjs-node 4.22.0 still calls.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;

const { default: tf } = await import(pathToFileURL(process.argv[2]).href);
const matrix = (values) => tf.tensor2d(values, [2, 2]);
const product = tf
  .matMul(matrix([1, 2, 3, 4]), matrix([5, 6, 7, 8]))
  .dataSync()
  .join();
const top = tf.topk([3, 1, 2], 2).values.dataSync().join();
if (tf.getBackend() !== 'tensorflow' || product !== '19,22,43,50' || top !== '3,2') {
  throw new Error(
    `expected 19,22,43,50 and 3,2 from backend tensorflow, got ${product} and ${top} from ${tf.getBackend()}`,
  );
}
process.stdout.write(tf.backend().binding.TF_Version);
