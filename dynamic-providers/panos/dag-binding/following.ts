import type { DagBindingDefinition } from "../../../core/dag";
import { Batch } from "../../lifecycle/batch";
import type { RunContext } from "../../lifecycle/resource-provider";
import type { PceSystem } from "../../pce/system/pce-system";
import type { WrittenWorkload } from "../../pce/system/written-workloads";
import { type FollowError, type Followed, followBinding } from "./follow-binding";

interface Item {
  readonly written: WrittenWorkload;
  readonly run: RunContext;
}

/**
 * Makes bindings that the engine has finished follow the workloads that the run writes later. The engine deletes a
 * workload that was removed from the program at the very end, when it calls nothing more for the binding that held it.
 *
 * A binding whose turn is still to come, or that is being written, follows by itself what was written before it read
 * the PCE.
 */
export class Following {
  private readonly written: { readonly system: PceSystem; readonly item: Item }[] = [];
  private readonly settled = new Map<string, Followed>();
  private readonly watched = new Set<PceSystem>();

  /** How many workloads were written so far. */
  get position(): number {
    return this.written.length;
  }

  /**
   * From here until `settle`, an operation takes care of the binding.
   *
   * @returns the position to settle with
   */
  begin({ owner }: DagBindingDefinition, system: PceSystem): number {
    this.watch(system);
    this.settled.delete(owner);
    return this.position;
  }

  /**
   * Called when the engine is done with the binding, which then follows what was written since `position`.
   *
   * @throws FollowError
   */
  async settle(binding: Followed, position: number): Promise<void> {
    this.settled.set(binding.definition.owner, binding);
    const missed = this.written.slice(position).filter(({ system }) => system === binding.system);
    const [failure] = await failuresOf(
      [binding],
      missed.map(({ item }) => item),
    );
    if (failure) throw failure;
  }

  private watch(system: PceSystem): void {
    if (this.watched.has(system)) return;
    this.watched.add(system);
    const bindings = () => [...this.settled.values()].filter((binding) => binding.system === system);
    const batch = new Batch<Item, undefined>(async (items) => {
      const failures = await failuresOf(bindings(), items);
      return items.map(({ written }) => failures.find((failure) => failure.concerns(written))?.of(written));
    }, GATHERING);
    system.written.follow(async (written, run) => {
      this.written.push({ system, item: { written, run } });
      if (bindings().length > 0) await batch.add({ written, run });
    });
  }
}

async function failuresOf(bindings: readonly Followed[], items: readonly Item[]): Promise<FollowError[]> {
  const [first] = items;
  if (first === undefined) return [];
  const written = items.map((item) => item.written);
  const failures = bindings.map((binding) =>
    followBinding(binding, written, first.run).then(
      () => [],
      (error) => [error as FollowError],
    ),
  );
  return (await Promise.all(failures)).flat();
}

/** Workloads of one bulk call are reported at the same moment. */
const GATHERING = { quietInMilliseconds: 50, longestInMilliseconds: 1_000 };
