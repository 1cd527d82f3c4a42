import type { Shape, TypedArray } from '@noprior/tensor';

/** Elements of a tensor in the memory of the host. */
export interface HostArray {
  readonly data: TypedArray;
  readonly shape: Shape;
}

/** Arrays by the names of the model. */
export type HostArrays = Readonly<Record<string, HostArray>>;

/** A model that some library is ready to run on arrays of the host. */
export interface HostSession {
  /** Run once.
   *
   * @param inputs   one array for each input of the model
   * @param outputs  arrays to write to, where the library writes in place; else none
   * @returns        the elements of the outputs that were not given
   * @throws {SystemError} if it cannot compute, which is memory nearly always
   */
  run(inputs: HostArrays, outputs: HostArrays): Promise<Readonly<Record<string, TypedArray>>>;
  release(): Promise<void>;
}
