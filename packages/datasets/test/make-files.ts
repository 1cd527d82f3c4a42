import { gzipSync } from 'node:zlib';

/** An IDX file of unsigned bytes. */
export function makeIdx(shape: readonly number[], data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0800 + shape.length);
  for (const [axis, extent] of shape.entries()) view.setUint32(4 + 4 * axis, extent);
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

/** Images and labels of `count` digits: label i mod 10, all pixels of image i equal to i mod 256. */
export function makeDigits(count: number): { images: Uint8Array<ArrayBuffer>; labels: Uint8Array<ArrayBuffer> } {
  const pixels = Uint8Array.from({ length: count * 784 }, (_, at) => Math.floor(at / 784));
  return {
    images: makeIdx([count, 28, 28], pixels),
    labels: makeIdx(
      [count],
      Uint8Array.from({ length: count }, (_, index) => index % 10),
    ),
  };
}

/** A CIFAR-10 batch of `count` records: label i mod 10, channel c of record i filled with i + c. */
export function makeCifarBatch(count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(3073 * count);
  for (let index = 0; index < count; index++) {
    bytes[3073 * index] = index % 10;
    for (let at = 0; at < 3072; at++) bytes[3073 * index + 1 + at] = index + Math.floor(at / 1024);
  }
  return bytes;
}

/** One entry of a tar archive for {@link makeTar}. */
export interface TarEntry {
  readonly name: string;
  readonly contents: Uint8Array;
  readonly kind?: string;
  readonly prefix?: string;
}

/** A ustar archive. */
export function makeTar(entries: readonly TarEntry[]): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  for (const { name, contents, kind = '0', prefix = '' } of entries) {
    const header = new Uint8Array(512);
    const put = (text: string, at: number): void => header.set(new TextEncoder().encode(text), at);
    put(name, 0);
    put(contents.length.toString(8).padStart(11, '0'), 124);
    put(kind, 156);
    put('ustar', 257);
    put(prefix, 345);
    put('        ', 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    put(`${sum.toString(8).padStart(6, '0')}\0`, 148);
    const body = new Uint8Array(Math.ceil(contents.length / 512) * 512);
    body.set(contents);
    blocks.push(header, body);
  }
  blocks.push(new Uint8Array(1024));
  return concatenate(blocks);
}

/** Bytes one after the other. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A gzip file without a date. */
export function gzip(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(bytes));
}
