import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Command, Commands } from "./command";

/** Every file of `commands/` exports `commands`; a new file there is served without further wiring. */
export function loadCommands(): ReadonlyMap<string, Command> {
  const folder = join(__dirname, "..", "commands");
  const files = readdirSync(folder)
    .filter((name) => /\.(js|ts)$/.test(name) && !name.endsWith(".d.ts"))
    .sort()
    .map((name) => (require(join(folder, name)) as { commands: Commands }).commands);
  return new Map(files.flatMap((commands) => Object.entries(commands)));
}
