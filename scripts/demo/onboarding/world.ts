import { randomUUID } from "node:crypto";
import type { Sandbox } from "illumio-iac-sandbox";
import { CheckPointHttp } from "../../../clients/check-point/check-point-http";
import { PceClient } from "../../../clients/pce";
import { PceApi } from "../../../clients/pce/pce-api";

/** Labels that the security team has made. */
const LABELS = [
  ["app", "shop"],
  ["app", "portal"],
  ["env", "prod"],
  ["env", "stage"],
  ["role", "web"],
  ["role", "api"],
  ["role", "db"],
] as const;

/** Groups that rules of the policy package use. */
export const GROUPS = ["azure-shop", "azure-web"] as const;

/** Storage Table Data Reader, for those who look at the table of machines. */
const TABLE_READER = "76199698-9eea-4c19-bc75-cec21354c6b6";

const PROFILE = { name: "Azure VMs", allowed_uses_per_key: 5, key_lifespan: 7_200 } as const;

/** What administrators set up before anything is onboarded: labels, a pairing profile, groups, and secrets in a Key Vault. */
export class OnboardingWorld {
  readonly pce: PceClient;

  private constructor(readonly sandbox: Sandbox) {
    this.pce = new PceClient({ ...sandbox.pce });
  }

  static async make(sandbox: Sandbox): Promise<OnboardingWorld> {
    const world = new OnboardingWorld(sandbox);
    await world.#preparePce();
    await world.#prepareCheckPoint();
    await world.#prepareAzure();
    return world;
  }

  /** Settings of the program. */
  get config(): Readonly<Record<string, string>> {
    const { azure, azurePlaces, checkPoint, serviceNow } = this.sandbox;
    const settings = {
      subscriptionId: azure.subscriptionId,
      resourceGroup: azurePlaces.resourceGroupName,
      location: azure.location,
      vaultId: azurePlaces.pceSecretVaultId,
      checkPointServer: checkPoint.host,
      checkPointPort: String(checkPoint.port),
      serviceNowInstance: serviceNow.host,
      serviceNowPort: String(serviceNow.port),
    };
    return Object.fromEntries(
      Object.entries(settings).map(([key, value]) => [`azure-onboarding:${key}`, value]),
    );
  }

  close(): Promise<void> {
    return this.pce.close();
  }

  async #preparePce(): Promise<void> {
    for (const [key, value] of LABELS) await this.pce.createLabel({ key, value });
    const api = PceApi.open({ ...this.sandbox.pce }, {});
    await api.send({
      method: "POST",
      path: api.org("pairing_profiles"),
      json: { ...PROFILE, enabled: true, enforcement_mode: "visibility_only" },
    });
    await api.close();
  }

  /** Groups are made in one session of an administrator, and published. */
  async #prepareCheckPoint(): Promise<void> {
    const { host, port, username, password, caCertificate } = this.sandbox.checkPoint;
    const login = { user: username, password };
    const connection = { server: host, port, login, caCertificate };
    const say = (what: string) => ({ what, repeatable: false });
    const door = new CheckPointHttp(connection, {});
    const { sid } = await door.command("login", { ...login, "session-name": "groups" }, say("the login"));
    const session = new CheckPointHttp(connection, {}, { sid: String(sid), version: undefined });
    for (const name of GROUPS) await session.command("add-group", { name }, say(`to add the group ${name}`));
    const { "task-id": task } = await session.command("publish", {}, say("to publish"));
    for (let isOver = false; !isOver; ) {
      const { tasks } = await session.command("show-task", { "task-id": task }, say("to show the task"));
      isOver = (tasks as { status: string }[]).every(({ status }) => status !== "in progress");
    }
    await session.command("logout", {}, say("the logout"));
    await Promise.all([door.close(), session.close()]);
  }

  async #prepareAzure(): Promise<void> {
    const { azure, azurePlaces, checkPoint, serviceNow } = this.sandbox;
    const { manager } = azure;
    for (const namespace of ["Microsoft.App", "Microsoft.Insights"])
      manager.context.registrations.register(azure.subscriptionId, namespace);
    await this.#secret("check-point", { apiKey: checkPoint.apiKey, caCertificate: checkPoint.caCertificate });
    const { username, password, caCertificate } = serviceNow;
    await this.#secret("service-now", { username, password, caCertificate });
    await manager.put(
      `/subscriptions/${azure.subscriptionId}/resourceGroups/${azurePlaces.resourceGroupName}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`,
      {
        properties: {
          roleDefinitionId: `/subscriptions/${azure.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${TABLE_READER}`,
          principalId: azure.access.deployer.objectId,
          principalType: "ServicePrincipal",
        },
      },
      azure.access.deployer.objectId,
    );
  }

  async #secret(name: string, value: object): Promise<void> {
    const { manager, access } = this.sandbox.azure;
    const properties = { value: JSON.stringify(value) };
    await manager.put(
      `${this.sandbox.azurePlaces.pceSecretVaultId}/secrets/${name}`,
      { properties },
      access.deployer.objectId,
    );
  }
}
