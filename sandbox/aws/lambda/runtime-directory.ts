import { randomUUID } from "node:crypto";
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { RESPONSE_ROUTE } from "../custom-resources/response-route";
import { BOOTSTRAP } from "./bootstrap";

/** Packages of the AWS SDK that a function finds beside its own code. The runtime of Lambda has all of the SDK. */
const SUPPLIED = ["@aws-sdk/client-lambda", "@aws-sdk/client-s3", "@aws-sdk/client-sfn"] as const;

/** The files in the runtime directory that a function's process starts with. */
export interface Runtime {
  readonly bootstrapFile: string;
  /** Loaded before the bootstrap. */
  readonly preloads: readonly string[];
}

/**
 * Fills the directory that stands for `/var/runtime`: the bootstrap, what is loaded before it, and `node_modules`
 * with the SDK, where `NODE_PATH` leads. Filling it again changes nothing.
 *
 * @see AWS Lambda developer guide, "Runtime-included SDK versions"
 */
export async function fillRuntimeDirectory(directory: string): Promise<Runtime> {
  const runtime = {
    bootstrapFile: path.join(directory, "bootstrap.cjs"),
    preloads: [path.join(directory, "response-route.cjs")],
  };
  await writeWhole(runtime.bootstrapFile, BOOTSTRAP);
  await writeWhole(runtime.preloads[0]!, RESPONSE_ROUTE);
  for (const name of SUPPLIED) {
    const link = path.join(directory, "node_modules", name);
    await mkdir(path.dirname(link), { recursive: true });
    const target = path.dirname(require.resolve(`${name}/package.json`));
    await symlink(target, link, "junction").catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
  return runtime;
}

/** Writes a file that a process of another function may be reading just now: it sees the whole text, or the one before. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text);
  await rename(draft, file);
}
