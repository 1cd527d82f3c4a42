/** Modules of Node, loaded where they are needed. */
export interface HostModules {
  fs(): Promise<typeof import('node:fs/promises')>;
  path(): Promise<typeof import('node:path')>;
}
