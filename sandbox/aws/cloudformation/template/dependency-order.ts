import { referencesIn } from "./references";
import type { Template } from "./template";
import { invalid } from "./template-error";

/** Logical id → logical ids that must exist before it. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/** What the resources of a template wait for: their references and `DependsOn`, among the resources in `wanted`. */
export function dependenciesOf(template: Template, wanted: readonly string[]): Dependencies {
  const isWanted = new Set(wanted);
  return new Map(
    wanted.map((id) => {
      const { Properties, DependsOn } = template.Resources[id]!;
      const named = [...referencesIn(Properties).map(({ name }) => name), ...[DependsOn ?? []].flat()];
      return [id, new Set(named.filter((name) => isWanted.has(name)))];
    }),
  );
}

/**
 * The resources in an order in which each comes after all that it depends on, otherwise as in the map.
 *
 * @throws CloudError `ValidationError` when resources depend on each other in a circle
 */
export function inDependencyOrder(dependencies: Dependencies): string[] {
  const waiting = new Map([...dependencies].map(([id, needed]) => [id, new Set(needed)]));
  const ordered: string[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, needed]) => needed.size === 0).map(([id]) => id);
    if (ready.length === 0) {
      throw invalid(`Circular dependency between resources: [${circle(waiting).join(", ")}]`);
    }
    for (const id of ready) waiting.delete(id);
    for (const needed of waiting.values()) for (const id of ready) needed.delete(id);
    ordered.push(...ready);
  }
  return ordered;
}

/** Only those that are on a circle, not those that wait for one. */
function circle(waiting: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const left = new Set(waiting.keys());
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const id of [...left]) {
      const isNeeded = [...left].some((other) => waiting.get(other)!.has(id));
      if (!isNeeded) left.delete(id);
    }
  }
  return [...left];
}

/** The same edges, each turned around: what must be gone before a resource may be deleted. */
export function reversed(dependencies: Dependencies): Dependencies {
  const dependents = new Map<string, Set<string>>([...dependencies.keys()].map((id) => [id, new Set()]));
  for (const [id, needed] of dependencies) for (const other of needed) dependents.get(other)?.add(id);
  return dependents;
}
