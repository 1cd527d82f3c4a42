import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';

/** A session that outlives the buffers it made: freeing a buffer whose session is gone ends the process (onnxruntime-node 1.30). */
export class RefCountedSession {
  readonly #session: InferenceSession;
  #buffers = 0;
  #isClosed = false;

  constructor(session: InferenceSession) {
    this.#session = session;
  }

  run(feeds: Readonly<Record<string, OrtTensor>>): Promise<InferenceSession.ReturnType> {
    return this.#session.run(feeds);
  }

  /** Say that a buffer which this session made is in use. */
  hold(): void {
    this.#buffers++;
  }

  /** Say that such a buffer has been freed. */
  async drop(): Promise<void> {
    this.#buffers--;
    await this.#releaseIfUnused();
  }

  /** Nobody will run the session any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#releaseIfUnused();
  }

  async #releaseIfUnused(): Promise<void> {
    if (this.#isClosed && this.#buffers === 0) await this.#session.release();
  }
}
