const { existsSync, readFileSync } = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "../..");

/** Packages of this repository: name with subpath → source file. */
const OURS = require("../../scripts/workspace-sources.cjs").workspaceSources();

const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(?!type\b)[^;]*?from\s+"([^"]+)"|\brequire\("([^"]+)"\)/g;

const ENGINE = /^(@pulumi\/|aws-cdk-lib|constructs$)/;

const known = new Map();

function importsOf(file) {
  const found = known.get(file);
  if (found !== undefined) return found;
  const text = readFileSync(file, "utf8");
  const specifiers = [...text.matchAll(IMPORT)].map(([, from, required]) => from ?? required);
  known.set(file, specifiers);
  return specifiers;
}

/** Whether a file, or something that it loads, loads `node:child_process` or an engine, whose SDK takes seconds to load. */
function takesLong(test) {
  const files = new Set([test]);
  for (const file of files) {
    for (const specifier of importsOf(file)) {
      if (specifier === "node:child_process" || ENGINE.test(specifier)) return true;
      const next = resolved(file, specifier);
      if (next !== undefined) files.add(next);
    }
  }
  return false;
}

function resolved(file, specifier) {
  if (Object.hasOwn(OURS, specifier)) return path.join(root, OURS[specifier]);
  if (!specifier.startsWith(".")) return undefined;
  const target = path.resolve(path.dirname(file), specifier);
  return [target, `${target}.ts`, path.join(target, "index.ts")].find(
    (one) => /\.[jt]s$/.test(one) && existsSync(one),
  );
}

/** A soak run in small has thousands of kills and inputs. */
const SOAK = path.join(root, "test/scripts/soak") + path.sep;

/** For `jest --filter`: the tests that cannot start a process, load no engine, and are no soak. */
module.exports = async (tests) => ({
  filtered: tests.filter((test) => !test.startsWith(SOAK) && !takesLong(test)),
});
