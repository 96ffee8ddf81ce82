import path from "node:path";
import { buildSync } from "esbuild";

/**
 * Bundles a function that constructs these clients and does nothing else, with the settings of our bundles.
 *
 * @param folder where `index.js` is written
 * @param root of the repository, from which the packages are resolved
 */
export function bundleClientsOnly(packages: readonly string[], folder: string, root: string): string {
  const names = packages.map(clientClass);
  const imports = packages.map((name, index) => `import { ${names[index]} } from "${name}";`);
  const outfile = path.join(folder, "index.js");
  buildSync({
    stdin: {
      contents: `${imports.join("\n")}
        const clients = [${names.map((name) => `new ${name}({})`).join(", ")}];
        export const handler = async () => clients.length;`,
      resolveDir: root,
      loader: "ts",
    },
    outfile,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    minify: true,
    keepNames: true,
    legalComments: "none",
    logLevel: "warning",
  });
  return outfile;
}

/** `SQSClient` of `@aws-sdk/client-sqs`. */
function clientClass(name: string): string {
  const found = Object.keys(require(name) as object).find((key) => /^[A-Z]\w+Client$/.test(key));
  if (found === undefined) throw new Error(`${name} exports no client`);
  return found;
}
