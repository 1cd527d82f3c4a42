import { relative } from 'node:path';
import { dependencyFolders } from './list-packages.mjs';

/** What a published manifest takes from the one at the root. */
const sharedFields = ['license', 'keywords', 'homepage', 'bugs', 'engines'];
/** What is published of a program: of its sources, only the bundle. */
const programFiles = ['bin', 'dist', 'README.md', 'CHANGELOG.md', 'LICENSE'];
/** What is published of a library. */
const publishedFiles = ['dist', '!dist/.tsbuildinfo', 'src', 'README.md', 'CHANGELOG.md', 'LICENSE'];

/** The manifest of a package with what follows from the root and from its place.
 *
 * Fields that the root leaves empty are absent. Everything else stays as it is, in its order.
 */
export function derivedManifest({ folder, manifest, isPublished }, rootManifest) {
  const isBundle = isProgram({ manifest });
  const scripts = { ...manifest.scripts, build: isBundle ? 'node bundle.mjs' : 'tsc -b tsconfig.build.json' };
  if (!isPublished) return { ...manifest, scripts };
  const { name, version, description, ...rest } = manifest;
  const shared = Object.fromEntries(sharedFields.map((field) => [field, filled(rootManifest[field])]));
  const repository = filled(rootManifest.repository);
  const derived = {
    name,
    version,
    description,
    ...shared,
    repository: repository && { ...repository, directory: folder },
    ...Object.fromEntries(
      Object.entries(rest).filter(([field]) => field !== 'repository' && !sharedFields.includes(field)),
    ),
    files: isBundle ? programFiles : publishedFiles,
    scripts: { ...scripts, prepack: `node ${relative(folder, 'tools/packages/prepack.mjs')}` },
    publishConfig: { access: 'public' },
  };
  return Object.fromEntries(Object.entries(derived).filter(([, value]) => value !== undefined));
}

/** Fields that the owner of the project has to fill in at the root before anything is published. */
export function missingFields(rootManifest) {
  return ['repository', 'homepage', 'bugs'].filter((field) => filled(rootManifest[field]) === undefined);
}

/** tsconfig.json of a package, for editors: sources and tests on the sources of other packages, so that no build is needed. */
export function derivedTsconfig({ folder }) {
  return { extends: relative(folder, 'tsconfig.json'), include: ['src', 'test'] };
}

/** tsconfig.build.json of a package: its sources, and what they are built after. */
export function derivedBuild(one, packages) {
  const references = dependencyFolders(one, packages).map((folder) => ({
    path: buildFile(relative(one.folder, folder)),
  }));
  return {
    extends: relative(one.folder, 'tsconfig.base.json'),
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    include: ['src'],
    ...(references.length === 0 ? {} : { references }),
  };
}

/** tsconfig.build.json at the root: everything that TypeScript builds. */
export function derivedWholeBuild(packages) {
  const compiled = packages.filter((one) => !isProgram(one));
  return { files: [], references: compiled.map(({ folder }) => ({ path: buildFile(folder) })) };
}

/** Whether a package is published as a program: its bundle.mjs makes dist, which holds all that it imports. */
export function isProgram({ manifest }) {
  return manifest.bin !== undefined;
}

/** Name of the TypeScript project that builds a package. */
export function buildFile(folder) {
  return `${folder}/tsconfig.build.json`;
}

/** A value in which something stands: no empty text, and no object whose only content would be an empty `url`. */
function filled(value) {
  return value === '' || value?.url === '' ? undefined : value;
}
