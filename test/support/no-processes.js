const processes = require("node:child_process");

/** For `jest --setupFiles` of a quick run: whatever starts a process after all fails, and says so. */
for (const name of ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"]) {
  processes[name] = (command) => {
    throw new Error(`a quick test starts a process (${name} ${command}): see test/support/quick-filter.js`);
  };
}
