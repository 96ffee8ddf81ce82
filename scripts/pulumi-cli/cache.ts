import os from "node:os";
import path from "node:path";

/** Where this package keeps what is expensive to make: `$XDG_CACHE_HOME/illumio-iac`, default `~/.cache/illumio-iac`. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment["XDG_CACHE_HOME"] || path.join(os.homedir(), ".cache");
  return path.join(base, "illumio-iac");
}
