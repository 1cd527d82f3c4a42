#!/usr/bin/env node
// Old versions of Node must be able to read this file, so that they can say what is missing: it has no static import.
const needed = '20.19';

const isOld = ([major, minor], [leastMajor, leastMinor]) =>
  major < leastMajor || (major === leastMajor && minor < leastMinor);

/** Why the program could not be loaded. Where too few files may be open, Node says that a package is missing. */
function describeStart(error) {
  const { userLimits = { open_files: {} } } = process.report.getReport();
  const openFiles = userLimits.open_files.soft;
  if (error.code === 'EMFILE' || error.code === 'ENFILE' || openFiles < 64) {
    return `error: noprior could not be loaded: only ${openFiles} files may be open at once; raise the limit, for example: ulimit -n 1024 [SYSTEM]\n`;
  }
  if (error.code === 'ERR_MODULE_NOT_FOUND') {
    return `error: noprior is not complete (${error.message}); install it again, or build it with npm run build [SYSTEM]\n`;
  }
  return `unexpected error, please report it: ${error.stack}\n`;
}

if (isOld(process.versions.node.split('.').map(Number), needed.split('.').map(Number))) {
  process.stderr.write(
    `error: noprior needs Node ${needed} or later, and this is ${process.versions.node} (${process.execPath}); install a newer one [SYSTEM]\n`,
  );
  process.exitCode = 1;
} else {
  import('../dist/main.js')
    .then(({ main }) => main(process.argv.slice(2)))
    .then(
      (code) => {
        process.exitCode = code;
      },
      (error) => {
        process.stderr.write(describeStart(error));
        process.exitCode = 1;
      },
    );
}
