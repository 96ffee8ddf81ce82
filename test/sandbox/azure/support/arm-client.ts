import { readFileSync } from "node:fs";
import { Agent, request } from "undici";
import type { AzureCloud } from "../../../../sandbox/azure/azure-cloud";

export interface ArmAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: answers have many shapes
  readonly body: any;
}

/** Versions that a deployer of today uses. */
const VERSIONS: Readonly<Record<string, string>> = {
  "microsoft.authorization/locks": "2020-05-01",
  "microsoft.authorization": "2022-04-01",
  "microsoft.compute": "2024-11-01",
  "microsoft.insights/components": "2020-02-02",
  "microsoft.insights/scheduledqueryrules": "2023-12-01",
  "microsoft.insights/actiongroups": "2023-01-01",
  "microsoft.keyvault": "2024-11-01",
  "microsoft.managedidentity": "2023-01-31",
  "microsoft.network/privatednszones": "2024-06-01",
  "microsoft.network": "2024-05-01",
  "microsoft.operationalinsights": "2023-09-01",
  "microsoft.sql": "2023-08-01",
  "microsoft.storage": "2024-01-01",
  "microsoft.web": "2025-05-01",
};

/** Calls Resource Manager over the wire with a token of the deployer, or of somebody else. */
export class ArmClient {
  readonly #agent: Agent;
  readonly #cloud: AzureCloud;
  token: string;

  constructor(cloud: AzureCloud) {
    this.#cloud = cloud;
    this.#agent = new Agent({ connect: { ca: readFileSync(cloud.caFile, "utf8") } });
    this.token = cloud.access.issue(cloud.access.deployer.objectId, "https://management.azure.com/").token;
  }

  get subscription(): string {
    return `/subscriptions/${this.#cloud.subscriptionId}`;
  }

  /** The id of a resource of the group `rg`. */
  id(typeAndName: string, group = "rg"): string {
    return `${this.subscription}/resourceGroups/${group}/providers/${typeAndName}`;
  }

  async call(method: string, path: string, body?: unknown, apiVersion = versionOf(path)): Promise<ArmAnswer> {
    const url = new URL(path, this.#cloud.armEndpoint);
    if (apiVersion !== "" && !url.searchParams.has("api-version"))
      url.searchParams.set("api-version", apiVersion);
    const response = await request(url, {
      method: method as "GET",
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    return {
      status: response.statusCode,
      headers: response.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
  }

  /** Puts, waits for the end of the operation, and shows what is there then. @throws Error with the refusal */
  async put(id: string, body: object): Promise<ArmAnswer["body"]> {
    const answer = await this.call("PUT", id, body);
    if (answer.status >= 300) throw new Error(`${answer.body.error.code}: ${answer.body.error.message}`);
    return (await this.call("GET", id)).body;
  }

  /** Code and message of a refusal; the status in front of it. */
  async refusal(method: string, path: string, body?: unknown, apiVersion?: string): Promise<string> {
    const answer = await this.call(method, path, body, apiVersion);
    return `${answer.status} ${answer.body?.error?.code}: ${answer.body?.error?.message}`;
  }

  group(name = "rg", location = "westeurope"): Promise<ArmAnswer["body"]> {
    return this.put(`${this.subscription}/resourceGroups/${name}`, { location });
  }

  close(): Promise<void> {
    return this.#agent.close();
  }
}

function versionOf(path: string): string {
  const [, type = ""] = /.*\/providers\/([^?]+)/i.exec(path) ?? [];
  const found = Object.entries(VERSIONS).find(([start]) => type.toLowerCase().startsWith(start));
  return found?.[1] ?? "2022-09-01";
}
