import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import ts from "typescript";

export const root = path.resolve(__dirname, "../..");

const { workspaceSources } = require("../../scripts/workspace-sources.cjs") as {
  workspaceSources(): Record<string, string>;
};
/** The packages of this repository by what they are imported by, and the source files behind. */
export const workspaces = workspaceSources();

/** TypeScript files below a folder of the checkout, as paths from its root. */
export function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return ["node_modules", "dist"].includes(entry.name) ? [] : sources(name);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts") ? [name] : [];
  });
}

const known = new Map<string, string[]>();

/** What a file imports, requires or takes a type from, as it is written there. */
export function importsOf(file: string): string[] {
  const found = known.get(file);
  if (found !== undefined) return found;
  const { importedFiles } = ts.preProcessFile(readFileSync(path.join(root, file), "utf8"), true, true);
  const specifiers = importedFiles.map(({ fileName }) => fileName);
  known.set(file, specifiers);
  return specifiers;
}

/** The source file that is meant, also by the name of a package of ours, or a package; modules of Node as `node:<name>`. */
export function resolved(file: string, specifier: string): { readonly file?: string; readonly name: string } {
  if (!specifier.startsWith(".")) {
    const source = workspaces[specifier];
    const name = builtinModules.includes(specifier) ? `node:${specifier}` : specifier;
    return { ...(source && { file: source }), name };
  }
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const found = [`${target}.ts`, `${target}/index.ts`].find((one) => existsSync(path.join(root, one)));
  return { ...(found && { file: found }), name: target };
}

/** Which files lead from here to such a package, or undefined when none do. */
export function wayTo(
  isWanted: (name: string) => boolean,
  file: string,
  specifiers = importsOf(file),
  seen = new Set<string>(),
): string | undefined {
  seen.add(file);
  for (const specifier of specifiers) {
    const next = resolved(file, specifier);
    if (next.file === undefined) {
      if (isWanted(next.name)) return `${file} → ${next.name}`;
      continue;
    }
    const rest = seen.has(next.file) ? undefined : wayTo(isWanted, next.file, importsOf(next.file), seen);
    if (rest !== undefined) return `${file} → ${rest}`;
  }
  return undefined;
}

/** Groups of files that import each other in circles, each sorted: the strongly connected parts, by Tarjan. */
export function circles(files: readonly string[]): string[][] {
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    const number = numbers.size;
    numbers.set(file, number);
    lowest.set(file, number);
    stack.push(file);
    for (const specifier of importsOf(file)) {
      const next = resolved(file, specifier).file;
      if (next === undefined) continue;
      if (!numbers.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(next)!));
    }
    if (lowest.get(file) !== number) return;
    const part = stack.splice(stack.indexOf(file));
    if (part.length > 1) found.push(part.sort());
  };
  for (const file of files) if (!numbers.has(file)) visit(file);
  return found.sort((a, b) => a[0]!.localeCompare(b[0]!));
}
