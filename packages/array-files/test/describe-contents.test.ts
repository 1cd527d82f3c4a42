import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromNested } from '@noprior/tensor';
import { findRealData } from '@noprior/test-resources';
import { expect, test } from 'vitest';
import { describeContents, serializeNpy, serializeNpz, serializeSafetensors } from '../src/index.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each<[string, Uint8Array, RegExp]>([
  ['nothing', new Uint8Array(), /^empty \(0 bytes\)/],
  ['an error page', ascii('<!DOCTYPE html><html><title>404</title>'), /web page \(HTML\).*download/],
  ['an error page in XML after a mark', ascii('\u00ef\u00bb\u00bf\n<?xml version="1.0"?><Error>'), /web page/],
  [
    'a Git LFS pointer',
    ascii('version https://git-lfs.github.com/spec/v1\noid sha256:00\n'),
    /Git LFS pointer.*git lfs pull/,
  ],
  ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), /gzip.*gunzip/],
  ['xz', Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), /xz/],
  ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d), /PNG picture/],
  ['a photograph', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), /JPEG picture/],
  ['tar', Uint8Array.from({ length: 512 }, (_, at) => (at < 257 ? 0 : (ascii('ustar')[at - 257] ?? 0))), /tar archive/],
  ['MNIST', Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1), /IDX/],
  ['a table', ascii('label,a,b\n7,0,255\n1,3,4\n'), /CSV, 3 columns.*numpy/],
  ['a column of numbers', ascii('1.5\n-2e3\n'), /numbers as text/],
  ['prose', ascii('Read me first, please.\n'), /^text that begins "Read me first/],
  ['the index of shards', ascii('{"metadata": {}, "weight_map": {}}'), /shards.*merge/],
  ['zeros', new Uint8Array(64), /nothing but zero bytes/],
  ['an array', serializeNpy(fromNested([1, 2])), /numpy \(\.npy\)/],
  ['arrays', serializeNpz({ x: fromNested([1, 2]) }), /\.npz/],
  ['safetensors', serializeSafetensors({ x: fromNested([1, 2]) }), /^a safetensors file$/],
  ['the first bytes of safetensors', serializeSafetensors({ x: fromNested([1, 2]) }).subarray(0, 30), /did not finish/],
])('%s', (_, bytes, expected) => {
  expect(describeContents(bytes)).toMatch(expected);
});

test('noise is not named', () => {
  expect(describeContents(Uint8Array.of(7, 200, 1, 99, 0, 3, 250, 17))).toBeUndefined();
});

const byEnding: Readonly<Record<string, RegExp>> = {
  pt: /^a PyTorch file.*state_dict/,
  pth: /^a PyTorch file.*state_dict/,
  onnx: /^an ONNX model.*onnx/,
  keras: /^a Keras model.*transposed kernels/,
  h5: /^an HDF5 file.*Keras/,
  pkl: /^(a scikit-learn model|a Python pickle).*never run/,
  joblib: /^a scikit-learn model/,
  msgpack: /^a MessagePack file.*Flax/,
  safetensors: /^a safetensors file$/,
};

const [networks, cases] = [findRealData('networks'), findRealData('cases')];

test.skipIf(networks.isAbsent || cases.isAbsent)(
  'networks of other libraries are named, and how to convert them',
  () => {
    const files = [networks, cases].flatMap(({ folder }) =>
      readdirSync(folder)
        .filter((name) => /^(gen-|h-).*\.(pt|pth|onnx|keras|h5|pkl|joblib|msgpack|safetensors)$/.test(name))
        .filter((name) => name !== 'h-onnx-varint.onnx')
        .map((name) => join(folder, name)),
    );
    expect(files.length).toBeGreaterThan(40);
    for (const file of files) {
      expect(describeContents(readFileSync(file)), file).toMatch(byEnding[file.split('.').at(-1)!]!);
    }
    expect(describeContents(readFileSync(join(networks.folder, 'gen-tfjs-two-shards/model.json')))).toMatch(
      /TensorFlow\.js/,
    );
  },
);
