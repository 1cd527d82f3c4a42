import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';

/** A sign of life that other containers can see: process numbers mean nothing there, but a socket in a shared folder does. */
export interface LivenessSocket {
  readonly close: () => Promise<void>;
}

/** Listen on a socket beside a lock until it is closed or the process ends, however it ends.
 *
 * The kernel answers for a process that computes or is stopped. Where the file system has no sockets there is none; others then cannot tell
 * whether the process runs.
 *
 * @param lock  path of the lock
 * @param id    what tells this owner of the lock from others
 */
export async function openLivenessSocket(lock: string, id: string): Promise<LivenessSocket> {
  if (process.platform !== 'linux') return { close: async () => undefined };
  const folder = await openFolder(dirname(lock));
  const server = createServer((connection) => connection.destroy());
  const listening = await listen(server, shortPath(folder, socketName(lock, id)));
  return {
    close: async () => {
      // Closing removes the socket's file, too.
      if (listening) await new Promise((resolve) => server.close(resolve));
      await folder.close().catch(() => undefined);
    },
  };
}

/** Whether the owner of a lock listens.
 *
 * @returns `unknown` unless the answer is certain: there is no socket, or none that this process may reach
 */
export async function isListening(lock: string, id: string): Promise<boolean | 'unknown'> {
  const folder = await openFolder(dirname(lock)).catch(() => undefined);
  if (folder === undefined) return 'unknown';
  try {
    return await canConnect(shortPath(folder, socketName(lock, id)));
  } finally {
    await folder.close();
  }
}

/** Remove the sockets of owners of a lock that are gone. */
export async function removeDeadSockets(lock: string): Promise<void> {
  const prefix = socketName(lock, '');
  for (const name of await readdir(dirname(lock))) {
    if (!name.startsWith(prefix)) continue;
    if ((await isListening(lock, name.slice(prefix.length))) === false)
      await rm(join(dirname(lock), name), { force: true });
  }
}

function socketName(lock: string, id: string): string {
  return `.noprior-alive-${createHash('sha256').update(basename(lock)).digest('hex').slice(0, 16)}-${id.slice(0, 13)}`;
}

/** Addresses of sockets have at most 107 bytes, paths more. */
function shortPath(folder: FileHandle, name: string): string {
  return `/proc/self/fd/${folder.fd}/${name}`;
}

function openFolder(folder: string): Promise<FileHandle> {
  return open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
}

function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(path, () => resolve(true));
    server.unref();
  });
}

function canConnect(path: string): Promise<boolean | 'unknown'> {
  return new Promise((resolve) => {
    const connection = connect(path);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', (error) => {
      // The kernel says this of a socket that nobody has open any more.
      resolve('code' in error && error.code === 'ECONNREFUSED' ? false : 'unknown');
    });
  });
}
