import path from "node:path";

/** Folder of what a demo leaves for the reader: the map, and with `--keep` the environment. */
export const KEPT = path.resolve(__dirname, "../../../.sandbox");
