import { writeFile } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { CloudError } from "../../cloud/cloud-error";
import type { ArmChange, ArmResource } from "../arm/arm-resource";
import { type AppNeeds, deploymentContainerOf, isLetIn } from "./app-environment";
import { readPackage } from "./app-package";
import { FunctionApp } from "./function-app";
import { Traces } from "./traces";
import { WORKER } from "./worker";

/** What a Flex Consumption app keeps its package as, in its deployment container. */
const PACKAGE_BLOB = "released-package.zip";

/**
 * Runs the function apps of the table of resources: those that code was published to, with the settings and identities
 * that stand in the table. An app that is changed there starts anew, and one that is deleted ends.
 */
export class FunctionApps {
  readonly traces = new Traces();
  readonly #cloud: AppNeeds;
  readonly #directory: string;
  readonly #workerFile: string;
  readonly #apps = new Map<string, FunctionApp>();

  private constructor(cloud: AppNeeds, directory: string, workerFile: string) {
    this.#cloud = cloud;
    this.#directory = directory;
    this.#workerFile = workerFile;
  }

  /** @param directory where code is unpacked */
  static async start(cloud: AppNeeds, directory: string): Promise<FunctionApps> {
    const workerFile = path.join(directory, "worker.cjs");
    await writeFile(workerFile, WORKER);
    const apps = new FunctionApps(cloud, directory, workerFile);
    cloud.resources.onChange((change) => apps.#changed(change));
    return apps;
  }

  /** The running app of this name, if code was published to it. */
  find(name: string): FunctionApp | undefined {
    const site = this.#cloud.resources
      .list("Microsoft.Web/sites")
      .find((one) => one.name.toLowerCase() === name.toLowerCase());
    return site && this.#apps.get(site.id.toLowerCase());
  }

  /**
   * Deploys a package: keeps it in the deployment container, as the app's identity, and starts the code.
   *
   * @throws CloudError that says what is wrong with the package, or why it cannot be kept or started
   */
  async publish(site: ArmResource, zip: Uint8Array): Promise<void> {
    const code = readPackage(zip);
    const target = deploymentContainerOf(this.#cloud, site);
    if (target === undefined) throw new CloudError("InvalidPackage", "The app has no deployment container.");
    const { account, container, principal } = target;
    const scope = `${account.id}/blobServices/default/containers/${container}`;
    const action = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write";
    const isAllowed =
      principal !== undefined &&
      this.#cloud.access.allows({ principalId: principal.objectId, action, isDataAction: true, scope });
    const refusal = !isLetIn(this.#cloud, account, site)
      ? "AuthorizationFailure"
      : isAllowed
        ? undefined
        : "AuthorizationPermissionMismatch";
    if (refusal !== undefined) {
      throw new CloudError(
        "StorageAccessFailed",
        `Failed to access the deployment container ${container} of ${account.name}: ${refusal} (403).`,
        403,
      );
    }
    await this.#cloud.storage.internal(account.name).putBlob(container, PACKAGE_BLOB, zip);
    const app = this.#apps.get(site.id.toLowerCase()) ?? this.#newApp(site.id);
    const problem = await app.deploy(code);
    if (problem !== undefined) throw new CloudError("StartFailed", `The code does not start: ${problem}`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#apps.values()].map((app) => app.close()));
    this.#apps.clear();
  }

  #newApp(siteId: string): FunctionApp {
    const app = new FunctionApp(this.#cloud, this.traces, siteId, this.#workerFile, this.#directory);
    this.#apps.set(siteId.toLowerCase(), app);
    return app;
  }

  async #changed({ before, after }: ArmChange): Promise<void> {
    const app = this.#apps.get((after ?? before)!.id.toLowerCase());
    if (app === undefined) return;
    if (after === undefined) {
      this.#apps.delete(before!.id.toLowerCase());
      await app.close();
    } else if (before !== undefined && !isDeepStrictEqual(whatRuns(before), whatRuns(after))) {
      await app.stop();
      await app.start();
    }
  }
}

/** What an app starts anew for. */
function whatRuns({ identity, properties }: ArmResource): unknown {
  const { state, siteConfig, functionAppConfig, virtualNetworkSubnetId } = properties;
  return { identity, state, siteConfig, functionAppConfig, virtualNetworkSubnetId };
}
