import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { flowMapSvg } from "illumio-iac-sandbox/pce";
import { KEPT } from "./kept";

/** Draws who talks to whom by role. @returns the path of the file, from the working directory */
export async function drawMap(store: Parameters<typeof flowMapSvg>[0], fileName: string): Promise<string> {
  mkdirSync(KEPT, { recursive: true });
  const file = path.join(KEPT, fileName);
  writeFileSync(file, await flowMapSvg(store, "role"));
  return path.relative(process.cwd(), file);
}
