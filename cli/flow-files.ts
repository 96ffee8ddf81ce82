import { readdir, stat } from "node:fs/promises";
import path from "node:path";

export interface FlowFile {
  /** `-` is standard input. */
  readonly path: string;
  /** Found in a folder: it may be something other than a flow log. */
  readonly isFound: boolean;
  /** What kind of thing it is, when it was found in a folder and cannot be read. */
  readonly looksLike?: string;
}

/**
 * The files that a user names, and those in the folders that they name, at any depth, sorted by name. An item that is
 * neither file nor folder, such as a socket or a link to a folder, comes with its kind. A link to a folder is not
 * followed: it could lead around in a circle.
 */
export async function* flowFiles(paths: readonly string[]): AsyncGenerator<FlowFile, void, undefined> {
  for (const given of paths) {
    const isFolder = given !== "-" && (await stat(given).catch(() => undefined))?.isDirectory();
    if (isFolder) yield* filesIn(given);
    else yield { path: given, isFound: false };
  }
}

async function* filesIn(folder: string): AsyncGenerator<FlowFile, void, undefined> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const where = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(where);
    else if (entry.isFile()) yield { path: where, isFound: true };
    else {
      const looksLike = entry.isSymbolicLink() ? await otherBehind(where) : SPECIAL;
      yield { path: where, isFound: true, looksLike };
    }
  }
}

const SPECIAL = "a socket, a pipe or a device";

/** @returns what a link leads to, where that is no file */
async function otherBehind(link: string): Promise<string | undefined> {
  try {
    const target = await stat(link);
    if (target.isFile()) return undefined;
    return target.isDirectory() ? "a link to a folder, which is not followed" : `a link to ${SPECIAL}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = code === "ENOENT" ? "to a file that is not there" : "that cannot be followed";
    return `a link ${problem} (${code})`;
  }
}
