import { argument, ChecksumError, DomainError, wording } from '@noprior/tensor';
import { sha256 } from './sha256.ts';

/** A file on the network whose contents are known. */
export interface RemoteFile {
  readonly url: string;
  /** Exact length. */
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** How far a download is. */
export interface DownloadProgress {
  readonly url: string;
  /** Bytes received so far. */
  readonly bytes: number;
  /** Bytes expected in all. */
  readonly total: number;
}

/** How files are fetched. */
export interface DownloadOptions {
  /** Called after each piece that arrives. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Used in place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Stops the download. */
  readonly signal?: AbortSignal | undefined;
}

/** Fetch a file and compare it with its known length and checksum. Nothing is written.
 *
 * @returns the bytes, which are the published ones
 * @throws {ChecksumError} if length or SHA-256 differ; a body that is too long is not read to its end
 * @throws {DomainError} if there is no connection or the server answers with an error
 * @throws whatever `signal` was aborted with
 */
export async function downloadFile(file: RemoteFile, options: DownloadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.bytes);
  let length = 0;
  for await (const part of openBody(file, options)) {
    if (length + part.length > bytes.length) {
      throw new ChecksumError(
        `download: ${file.url} is longer than the expected ${file.bytes} bytes; nothing was kept`,
      );
    }
    bytes.set(part, length);
    length += part.length;
    options.onProgress?.({ url: file.url, bytes: length, total: file.bytes });
  }
  if (length !== bytes.length) {
    throw new ChecksumError(`download: ${file.url} gave ${length} of ${file.bytes} bytes; nothing was kept, try again`);
  }
  const digest = await sha256(bytes);
  if (digest !== file.sha256) {
    throw new ChecksumError(
      wording`download: ${file.url} has SHA-256 ${digest}, expected ${file.sha256}; nothing was kept, try again or pass ${argument('dataDir')}`,
    );
  }
  return bytes;
}

/** Pieces of the body, with failures of the network turned into errors that tell what to do. */
async function* openBody(file: RemoteFile, options: DownloadOptions): AsyncGenerator<Uint8Array, void, undefined> {
  const { fetch = globalThis.fetch, signal } = options;
  signal?.throwIfAborted();
  const fail = (reason: string, cause?: unknown): never => {
    signal?.throwIfAborted();
    throw new DomainError(
      `download: cannot fetch ${file.url} (${reason}). Without a connection, put the files into a folder and pass it ` +
        'as dataDir',
      { cause },
    );
  };
  // The files are packed already, and lengths are compared: no further packing on the way.
  const request: RequestInit = { headers: { 'accept-encoding': 'identity' }, ...(signal ? { signal } : {}) };
  const response = await fetch(file.url, request).catch((cause: unknown) => fail(reasonOf(cause), cause));
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    return fail(`the server answered ${response.status}`);
  }
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => fail(reasonOf(cause), cause));
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message;
}
