import type { NewWorkload } from "../../../clients/pce";
import { canonicalAddress } from "../../../core/addresses/ip-address";
import type { RunContext } from "../../lifecycle/resource-provider";

/** A workload that this run created, changed or deleted in a way that may matter to what follows its addresses. */
export interface WrittenWorkload {
  readonly href: string;
  /** Name of the workload in messages. */
  readonly title: string;
  /** Its own name, as plans show it. */
  readonly name: string;
  /** What happened to it: `created`, `changed` or `deleted`. */
  readonly fate: "created" | "changed" | "deleted";
  /** Canonical addresses that it had before or has now. */
  readonly addresses: readonly string[];
}

export type WorkloadFollower = (written: WrittenWorkload, run: RunContext) => Promise<void>;

type Written = Pick<NewWorkload, "interfaces" | "public_ip" | "name" | "hostname">;

/** Tells followers which workloads this run wrote. */
export class WrittenWorkloads {
  private readonly followers = new Set<WorkloadFollower>();

  follow(follower: WorkloadFollower): void {
    this.followers.add(follower);
  }

  /**
   * Resolves when every follower is done.
   *
   * @param states of the workload before and after
   * @throws what a follower throws; the workload is written all the same
   */
  async announce(
    written: Pick<WrittenWorkload, "href" | "title" | "fate">,
    states: readonly [Written, ...Written[]],
    run: RunContext,
  ): Promise<void> {
    if (this.followers.size === 0) return;
    const addresses = [...new Set(states.flatMap(addressesOf))];
    const [{ name, hostname }] = states;
    const said = { ...written, name: name || hostname || written.title, addresses };
    await Promise.all([...this.followers].map((follower) => follower(said, run)));
  }
}

/** Fields of the PCE that decide whether and where an address of a workload is a member of something. */
const MEMBERSHIP: readonly string[] = [
  "interfaces",
  "public_ip",
  "online",
  "ignored_interface_names",
  "labels",
];

export function changesMembership(body: NewWorkload): boolean {
  return Object.keys(body).some((field) => MEMBERSHIP.includes(field));
}

function addressesOf({ interfaces = [], public_ip: publicIp }: Written): string[] {
  const written = [...interfaces.map(({ address }) => address), publicIp];
  return written.flatMap((address) => {
    const canonical = typeof address === "string" ? canonicalAddress(address) : undefined;
    return canonical === undefined ? [] : [canonical];
  });
}
