import type { Workload } from "../../../clients/pce";
import { defined } from "../../../core/checks/json";
import { IllumioIacError } from "../../../core/errors";
import { firstTen } from "../../../core/first-ten";
import { isManaged } from "../../../core/workloads/workload-fact";
import { checkTexts } from "../system/look-up";
import type { PceSystem } from "../system/pce-system";
import { presentLabels } from "./workload-labels";

/** One address of an interface. */
export interface GetWorkloadInterface {
  readonly name: string;
  readonly address?: string;
  readonly cidrBlock?: number;
}

/** A workload that exists, with or without a VEN. Properties that the PCE does not report are left out. */
export interface GetWorkloadResult {
  readonly href: string;
  readonly name?: string;
  readonly hostname?: string;
  readonly description?: string;
  readonly publicIp?: string;
  /** Whether a VEN is paired with it. */
  readonly managed: boolean;
  readonly online?: boolean;
  readonly enforcementMode?: string;
  readonly interfaces: GetWorkloadInterface[];
  /** Label key → label value. */
  readonly labels: Record<string, string>;
}

/** @throws IllumioIacError that names what was looked for */
export async function findWorkload(
  system: PceSystem,
  { hostname, href }: Partial<Pick<GetWorkloadResult, "hostname" | "href">>,
): Promise<GetWorkloadResult> {
  if ((hostname === undefined) === (href === undefined))
    throw new IllumioIacError(
      `getWorkload: give either hostname or href, got hostname ${hostname} and href ${href}`,
    );
  const title = `getWorkload ${hostname ?? href}`;
  checkTexts("getWorkload", href === undefined ? { hostname } : { href });
  const found = await find(system, hostname, href);
  if (found.length === 1) return resultOf(system, found[0]!);
  const { host } = system.identity;
  throw new IllumioIacError(
    found.length === 0
      ? `${title}: the PCE ${host} has no workload with exactly this ${href === undefined ? "hostname" : "href"}`
      : `${title}: ${found.length} workloads of the PCE ${host} have this hostname ` +
          `(${firstTen(found.map((workload) => workload.href))}); give the href of the one that is meant`,
  );
}

/** A workload that is not found is looked for once more, because the run may have made it meanwhile. */
async function find(system: PceSystem, hostname?: string, href?: string): Promise<Workload[]> {
  const look = async (withinSeconds?: number) => {
    if (href === undefined) return system.workloads.find("hostname", hostname!, withinSeconds);
    const workload = await system.workloads.get(href, withinSeconds);
    return workload ? [workload] : [];
  };
  const found = await look();
  return found.length > 0 ? found : look(0);
}

async function resultOf(system: PceSystem, workload: Workload): Promise<GetWorkloadResult> {
  const text = (value: string | null | undefined) => value || undefined;
  const labels = Object.entries(await presentLabels(system, workload.labels ?? []));
  return defined({
    href: workload.href,
    name: text(workload.name),
    hostname: text(workload.hostname),
    description: text(workload.description),
    publicIp: text(workload.public_ip),
    managed: isManaged(workload),
    online: workload.online,
    enforcementMode: workload.enforcement_mode,
    interfaces: (workload.interfaces ?? []).map(({ name, address, cidr_block: cidrBlock }) =>
      defined({ name, address: address ?? undefined, cidrBlock: cidrBlock ?? undefined }),
    ),
    labels: Object.fromEntries(labels.map(([key, { value }]) => [key, value])),
  }) as GetWorkloadResult;
}
