import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { isArchive, type WireArchive, type WireAsset } from "./wire";

type Files = Record<string, Uint8Array>;

/** ZIP's first day: the same files give the same bytes. */
const NO_TIME = new Date(1980, 0, 1);

/** A Pulumi archive (a map of assets, a directory or a ZIP file) as a ZIP file. */
export function zipOf(archive: WireArchive): Uint8Array {
  if (archive.path !== undefined && statSync(archive.path).isFile()) return readFileSync(archive.path);
  return zipSync(filesOf(archive), { mtime: NO_TIME });
}

function filesOf(archive: WireArchive): Files {
  if (archive.assets !== undefined) {
    return Object.fromEntries(
      Object.entries(archive.assets).flatMap(([name, part]) =>
        isArchive(part) ? below(name, filesOf(part)) : [[name, bytesOf(part)]],
      ),
    );
  }
  if (archive.path !== undefined) return directory(archive.path);
  throw new Error(
    `The sandbox does not fetch archives from elsewhere (${archive.uri}). Use a file or a directory.`,
  );
}

function bytesOf(asset: WireAsset): Uint8Array {
  if (asset.text !== undefined) return strToU8(asset.text);
  if (asset.path !== undefined) return readFileSync(asset.path);
  throw new Error(`The sandbox does not fetch assets from elsewhere (${asset.uri}). Use a file or a text.`);
}

function directory(root: string): Files {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    names
      .filter((name) => statSync(path.join(root, name)).isFile())
      .map((name) => [name.split(path.sep).join("/"), readFileSync(path.join(root, name))]),
  );
}

function below(folder: string, files: Files): [string, Uint8Array][] {
  return Object.entries(files).map(([name, bytes]) => [`${folder}/${name}`, bytes]);
}
