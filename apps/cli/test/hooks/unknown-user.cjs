// With --require: the system does not know the user, so that there is no home folder without HOME.
const { syncBuiltinESMExports } = require('node:module');
const os = require('node:os');

os.homedir = () => {
  throw new Error('A system error occurred: uv_os_homedir returned ENOENT (no such file or directory)');
};
syncBuiltinESMExports();
