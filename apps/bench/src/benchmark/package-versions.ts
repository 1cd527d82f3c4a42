import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Versions of the installed packages among the named ones, whatever their `exports` say. */
export function packageVersions(names: readonly string[]): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const name of names) {
    for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
      const version = versionAt(join(folder, name, 'package.json'));
      if (version === undefined) continue;
      versions[name] = version;
      break;
    }
  }
  return versions;
}

function versionAt(path: string): string | undefined {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) return undefined;
  return typeof manifest.version === 'string' ? manifest.version : undefined;
}
