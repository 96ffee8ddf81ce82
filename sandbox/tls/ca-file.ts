import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Writes the certificate of an authority to `ca.pem` in a directory, or in a temporary one that `remove` deletes.
 *
 * @param system goes into the name of the temporary directory
 */
export async function writeCaFile(certificate: string, system: string, directory?: string) {
  if (directory !== undefined) await mkdir(directory, { recursive: true });
  const folder = directory ?? (await mkdtemp(join(tmpdir(), `illumio-iac-${system}-`)));
  const caFile = join(folder, "ca.pem");
  await writeFile(caFile, certificate);
  const remove = async (): Promise<void> => {
    if (directory === undefined) await rm(folder, { recursive: true });
  };
  return { caFile, remove };
}
