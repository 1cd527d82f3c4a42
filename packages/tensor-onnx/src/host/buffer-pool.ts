import type { Dtype, TypedArray } from '@noprior/tensor';

/** Arrays that nobody reads any more, by dtype and number of elements; of each kind no more than one run can use. */
export class BufferPool {
  readonly #shelves = new Map<string, { readonly arrays: TypedArray[]; limit: number }>();

  /** Ask for room for one more array of this kind. */
  expect(dtype: Dtype, size: number): void {
    const key = `${dtype} ${size}`;
    const shelf = this.#shelves.get(key);
    if (shelf === undefined) this.#shelves.set(key, { arrays: [], limit: 1 });
    else shelf.limit++;
  }

  /** An array with arbitrary elements, if there is one. */
  take(dtype: Dtype, size: number): TypedArray | undefined {
    return this.#shelves.get(`${dtype} ${size}`)?.arrays.pop();
  }

  /** Leave an array; it is kept if there is room for its kind. */
  give(dtype: Dtype, array: TypedArray): void {
    const shelf = this.#shelves.get(`${dtype} ${array.length}`);
    if (shelf !== undefined && shelf.arrays.length < shelf.limit) shelf.arrays.push(array);
  }
}
