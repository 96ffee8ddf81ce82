import type { BulkResult, Label, PceClient, Workload } from "../../clients/pce";
import { IllumioIacError } from "../../core/errors";
import { EXTERNAL_DATA_SET, NO_PAIR, ownerOf } from "../../core/ownership/external-pair";
import { isManaged } from "../../core/workloads/workload-fact";
import type { Findings, FoundObject, KeptObject } from "./found";
import type { OwnerMatch } from "./owner-match";
import type { States } from "./states";

const MARKED = { external_data_set: EXTERNAL_DATA_SET } as const;

/** Labels and workloads of the owner, workloads first, because they carry the labels. */
export async function findPceObjects(
  client: PceClient,
  match: (reference: string) => OwnerMatch,
  states: States,
): Promise<Findings> {
  const kept: KeptObject[] = [];
  const labels = await all(client.listLabels({ ...MARKED, usage: true }));
  const workloads = await all(client.listWorkloads());
  const own = <T extends Label | Workload>(kind: "label" | "workload", items: readonly T[]): T[] =>
    items.filter((item) => {
      const reference = ownerOf(item);
      const verdict = reference === undefined ? "other" : match(reference);
      if (verdict === "other") return false;
      const holder = states.holderOf(item.href);
      if (verdict === "same" && holder === undefined) return true;
      const reason =
        verdict === "unclear"
          ? `its mark was too long and is a digest (${reference}): name the whole owner of this object to match it`
          : `${holder} has it`;
      kept.push({ kind, name: titleOf(item), where: item.href, reason });
      return false;
    });
  const leaving = own("workload", workloads);
  const going = new Set(leaving.filter((workload) => !isManaged(workload)).map(({ href }) => href));
  const found = [
    ...leaving.map((workload) => foundWorkload(client, workload)),
    ...own("label", labels).map((label) => {
      const carriers = workloads.filter(
        (workload) => !going.has(workload.href) && workload.labels?.some(({ href }) => href === label.href),
      );
      return foundLabel(client, label, carriers);
    }),
  ];
  return { found, kept };
}

function foundWorkload(client: PceClient, workload: Workload): FoundObject {
  const removal = { together: (objects: readonly FoundObject[]) => removeWorkloads(client, objects) };
  return {
    kind: "workload",
    name: titleOf(workload),
    where: workload.href,
    reference: ownerOf(workload)!,
    action: isManaged(workload) ? "release" : "remove",
    usedBy: [],
    remove: removal,
    release: removal,
  };
}

/** Deletes and releases workloads with one bulk call each. */
async function removeWorkloads(
  client: PceClient,
  objects: readonly FoundObject[],
): Promise<(Error | undefined)[]> {
  const errors = new Map<string, Error>();
  const call = async (
    action: FoundObject["action"],
    send: (hrefs: readonly string[]) => Promise<readonly BulkResult[]>,
  ) => {
    const hrefs = objects.filter((object) => object.action === action).map(({ where }) => where);
    if (hrefs.length === 0) return;
    try {
      for (const [index, { error }] of (await send(hrefs)).entries()) {
        const href = hrefs[index]!;
        if (error)
          errors.set(
            href,
            new IllumioIacError(`workload ${href}: ${error.message} (${error.token})`, {
              cause: error.cause,
            }),
          );
      }
    } catch (error) {
      for (const href of hrefs) errors.set(href, error as Error);
    }
  };
  await call("remove", (hrefs) => client.bulkDeleteWorkloads(hrefs));
  await call("release", (hrefs) => client.bulkUpdateWorkloads(hrefs.map((href) => ({ href, ...NO_PAIR }))));
  return objects.map(({ where }) => errors.get(where));
}

function foundLabel(client: PceClient, label: Label, carriers: readonly Workload[]): FoundObject {
  const elsewhere = Object.entries(label.usage ?? {})
    .filter(([usage, isUsed]) => isUsed && usage !== "workload")
    .map(([usage]) => usage.replaceAll("_", " "));
  return {
    kind: "label",
    name: titleOf(label),
    where: label.href,
    reference: ownerOf(label)!,
    action: "remove",
    usedBy: [...carriers.map((workload) => `workload ${titleOf(workload)}`), ...elsewhere],
    remove: () => client.deleteLabel(label.href),
    release: () => client.updateLabel(label.href, NO_PAIR),
  };
}

function titleOf(item: Label | Workload): string {
  if ("key" in item) return `${item.key}=${item.value}`;
  return item.hostname || item.name || item.href;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
