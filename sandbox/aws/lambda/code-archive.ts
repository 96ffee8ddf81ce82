import { unzipSync } from "fflate";
import { CloudError } from "../../cloud/cloud-error";

/** Lambda quotas, "Deployment package size". */
const LARGEST_ARCHIVE = 50 * 1024 * 1024;
const LARGEST_UNPACKED = 262_144_000;

/** Unpacks a base64 zip that came with the call. @throws CloudError as `readArchive` does, and for more than 50 MB */
export function readDirectArchive(base64: string): Record<string, Uint8Array> {
  const archive = Buffer.from(base64, "base64");
  if (archive.length > LARGEST_ARCHIVE) {
    throw new CloudError(
      "RequestEntityTooLargeException",
      `The archive has ${archive.length} bytes; ${LARGEST_ARCHIVE} are allowed.`,
      413,
    );
  }
  return readArchive(archive);
}

/** Unpacks a zip. @throws CloudError `InvalidParameterValueException` when it is none, is empty or is too large */
export function readArchive(archive: Uint8Array): Record<string, Uint8Array> {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(archive);
  } catch {
    throw new CloudError(
      "InvalidParameterValueException",
      "Could not unzip uploaded file. Please check your file, then try to upload again.",
    );
  }
  const size = Object.values(files).reduce((sum, content) => sum + content.length, 0);
  if (size > LARGEST_UNPACKED) {
    throw new CloudError(
      "InvalidParameterValueException",
      `Unzipped size must be smaller than ${LARGEST_UNPACKED} bytes`,
    );
  }
  if (size === 0)
    throw new CloudError("InvalidParameterValueException", "Uploaded file must be a non-empty zip");
  return files;
}
