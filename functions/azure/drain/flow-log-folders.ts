import type { FlowLogBlobs, ListedBlob } from "../../../clients/azure/flow-log-blobs";
import { FLOW_LOG_CONTAINERS } from "../../../core/contracts/azure/host-account";
import { inParallel } from "../../shared/in-parallel";
import { type Hour, hourFolders } from "./flow-hours";

/** The folder of one flow log, in which its years stand. */
interface FlowLogFolder {
  readonly container: string;
  readonly folder: string;
}

/** First folder of the names of flow-log blobs, by container (Azure Network Watcher, "Read flow logs"). */
const BEGINNINGS = {
  [FLOW_LOG_CONTAINERS.virtualNetwork]: "flowLogResourceID=/",
  [FLOW_LOG_CONTAINERS.networkSecurityGroup]: "resourceId=/",
};

const YEAR = /\/y=\d{4}\/$/;
/** The id of a network security group makes eight folders. */
const MOST_FOLDERS = 12;
const CALLS_AT_ONCE = 16;
/** New flow logs are looked for so often; their first blocks take as long to come. */
const LOOK_AGAIN_AFTER_IN_MILLISECONDS = 300_000;

/**
 * The flow logs of an account by their folders. They are found by listing, never built from ids: a blob's name has upper
 * and lower case, ids of Azure have not, and other subscriptions may write into the account.
 */
export class FlowLogFolders {
  #known: readonly FlowLogFolder[] = [];
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly blobs: FlowLogBlobs,
    private readonly containers: readonly (keyof typeof BEGINNINGS)[],
  ) {}

  /** All blobs of an hour. @param now any clock in milliseconds, always the same */
  async blobsOf(hour: Hour, now: number, signal: AbortSignal): Promise<ListedBlob[]> {
    const found: ListedBlob[] = [];
    await inParallel(await this.#folders(now, signal), CALLS_AT_ONCE, async ({ container, folder }) => {
      found.push(...(await this.blobs.list(container, folder + hourFolders(hour), signal)));
    });
    return found;
  }

  async #folders(now: number, signal: AbortSignal): Promise<readonly FlowLogFolder[]> {
    if (this.#known.length > 0 && now - this.#lookedAt < LOOK_AGAIN_AFTER_IN_MILLISECONDS) return this.#known;
    const found: FlowLogFolder[] = [];
    for (const container of this.containers) {
      let level = [BEGINNINGS[container]];
      for (let depth = 0; depth < MOST_FOLDERS && level.length > 0; depth++) {
        const next: string[] = [];
        await inParallel(level, CALLS_AT_ONCE, async (folder) => {
          const below = await this.blobs.folders(container, folder, signal);
          if (below.some((name) => YEAR.test(name))) found.push({ container, folder });
          else next.push(...below);
        });
        level = next;
      }
    }
    this.#known = found;
    this.#lookedAt = now;
    return found;
  }
}
