import { type CheckPointSession, isCheckPointError } from "../../clients/check-point";
import { counted } from "../../core/counted";
import type { FirewallState } from "../onboarding/ports";
import type { StaticObjectsOptions } from "./static-objects-options";
import { taskState } from "./task-states";

type Installation = FirewallState["installing"][number];

/** An installation that takes longer has been forgotten by the server. */
const LONGEST_IN_MS = 4 * 3_600_000;

/** What to do where the server lacks the package, or one of the targets. */
function remedy(error: unknown, targets: readonly string[] = []): string {
  if (!isCheckPointError(error, "not-found")) return "";
  const isTarget = targets.some((target) => error.message.includes(`[${target}]`));
  return `; correct checkPoint.${isTarget ? "targets" : "packages"}`;
}

/**
 * Installations of packages, over runs. A host is installed when every package has an installation that began after the
 * host was published and succeeded; until then finished installations are kept.
 */
export class InstallPackages {
  readonly problems: string[] = [];
  readonly waiting: string[] = [];
  installs = 0;
  #kept: Installation[] = [];
  readonly #succeeded = new Set<string>();
  /** Packages that are not begun in this run. */
  readonly #busy = new Set<string>();
  readonly #options: StaticObjectsOptions;

  constructor(options: StaticObjectsOptions) {
    this.#options = options;
  }

  /** What is under way, and what has succeeded for some packages. */
  get installing(): readonly Installation[] {
    return this.#kept;
  }

  async look(session: CheckPointSession, installing: readonly Installation[], now: Date): Promise<void> {
    const tasks = await session.showTasks(installing.map(({ task }) => task));
    for (const installation of installing) {
      const { task, package: name, at } = installation;
      const state = taskState(tasks.get(task));
      const isForgotten = state.state === "running" && now.getTime() - Date.parse(at) > LONGEST_IN_MS;
      if (state.state === "succeeded") {
        this.#succeeded.add(task);
        this.#kept.push(installation);
      } else if (state.state === "running" && !isForgotten) {
        this.#kept.push(installation);
        this.#busy.add(name);
        this.waiting.push(`package ${name} is being installed (task ${task})`);
      } else {
        this.#busy.add(name);
        const why =
          state.state === "failed"
            ? state.reason
            : isForgotten
              ? `not done since ${at}`
              : "the server does not know it";
        this.#fail(
          `the installation of package ${name} (task ${task}): ${why}; a later run installs it again`,
        );
      }
    }
  }

  /** Hosts whose every package is installed; what was kept for them is dropped. */
  finished(published: readonly string[]): Set<string> {
    const packages = this.#options.packages ?? [];
    const installed = new Set(
      published.filter((vmId) => packages.every((name) => this.#covered(name).has(vmId))),
    );
    this.#kept = this.#kept.flatMap((installation) => {
      const vmIds = installation.vmIds.filter((vmId) => !installed.has(vmId));
      return vmIds.length === 0 && this.#succeeded.has(installation.task) ? [] : [{ ...installation, vmIds }];
    });
    return installed;
  }

  /** Begins what may begin: one installation for each package, for all hosts that it is not installed for. */
  async begin(session: CheckPointSession, published: readonly string[], now: Date): Promise<void> {
    const { packages = [], targets } = this.#options;
    for (const name of packages) {
      const covered = this.#covered(name);
      const vmIds = published.filter((vmId) => !covered.has(vmId));
      if (vmIds.length === 0 || this.#busy.has(name)) continue;
      try {
        const task = await session.installPolicy({
          package: name,
          ...(targets !== undefined && { targets }),
        });
        this.installs += 1;
        this.#kept.push({ task, package: name, vmIds, at: now.toISOString() });
        this.waiting.push(
          `package ${name} is being installed for ${counted(vmIds.length, "host")} (task ${task})`,
        );
      } catch (error) {
        const { message } = error as Error;
        if (isCheckPointError(error, "install-running"))
          this.waiting.push(`package ${name} waits until another installation ends: ${message}`);
        else this.#fail(`package ${name} cannot be installed: ${message}${remedy(error, targets)}`);
      }
    }
  }

  #covered(name: string): ReadonlySet<string> {
    const done = this.#kept.filter((one) => one.package === name && this.#succeeded.has(one.task));
    return new Set(done.flatMap(({ vmIds }) => vmIds));
  }

  #fail(problem: string): void {
    this.problems.push(problem);
    this.waiting.push(problem);
  }
}
