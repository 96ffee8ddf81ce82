import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { CloudError } from "../cloud-error";

/** Writes the files below `directory`; a name that leads outside is refused. */
export async function unpack(files: Record<string, Uint8Array>, directory: string): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.resolve(directory, name);
    if (!file.startsWith(directory + path.sep)) {
      throw new CloudError(
        "InvalidParameterValueException",
        `The archive holds a file outside of it: ${name}`,
      );
    }
    if (name.endsWith("/")) continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
