import type { Context } from "aws-lambda";
import { PanosClient, panosConnection } from "../../../clients/panos";
import { PceClient } from "../../../clients/pce";
import { Checks } from "../../../core/checks";
import type { DagSyncContent } from "../../../core/contracts/aws/dag-sync";
import { DAG_SYNC } from "../../../core/contracts/aws/function-environment";
import type { DagSyncLog } from "../../../core/contracts/function-logs";
import { type DagBindingDefinition, definitionRevision } from "../../../core/dag";
import { fileContent, readContent } from "../../../functions/aws/dag-sync/content";
import { dagSyncSettings } from "../../../functions/aws/dag-sync/settings";
import { type ContentSource, dagSyncHandler } from "../../../functions/aws/dag-sync/sync";
import { checkBinding } from "../../../reconcilers/dag/bindings/binding-check";
import { claimBinding } from "../../../reconcilers/dag/claim/claim-binding";
import { planBindings } from "../../../reconcilers/dag/plan/plan-bindings";
import { readFacts } from "../../../reconcilers/dag/plan/read-facts";
import { type SandboxCloud, startSandboxCloud } from "../../../sandbox/aws/sandbox-cloud";
import { type PanosSimulator, startPanosSimulator } from "../../../sandbox/panos";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { lambdaContext, sdkEnvironment, secretOf } from "./pipeline";

/** A definition as a binding makes it, of the workloads with a role. */
export function definition(
  name: string,
  changes: Record<string, unknown> = {},
  role = "web",
): DagBindingDefinition {
  const written = { labels: { role: { anyOf: [role] } }, target: { firewall: "edge" }, ...changes };
  const declaration = checkBinding(name, written, Checks.start());
  return { ...declaration, owner: "network-team", revision: definitionRevision(declaration) };
}

/** The function between a PCE, two firewalls and a cloud that keeps the secrets. */
export class DagSyncScene {
  readonly lines: string[] = [];
  readonly environment: Record<string, string>;
  private readonly outside = process.env;

  private constructor(
    readonly pce: PceSimulator,
    readonly someone: PceClient,
    readonly edge: PanosSimulator,
    readonly core: PanosSimulator,
    readonly cloud: SandboxCloud,
    readonly secrets: { readonly pce: string; readonly edge: string; readonly core: string },
  ) {
    this.environment = {
      [DAG_SYNC.pceHost]: pce.host,
      [DAG_SYNC.pcePort]: String(pce.port),
      [DAG_SYNC.pceOrgId]: String(pce.orgId),
      [DAG_SYNC.pceSecretArn]: secrets.pce,
    };
    process.env = { ...this.outside, ...sdkEnvironment(cloud) };
  }

  static async open(): Promise<DagSyncScene> {
    const pce = await startPceSimulator({ seed: 5 });
    const edge = await startPanosSimulator({ seed: 5 });
    const core = await startPanosSimulator({ seed: 6 });
    const cloud = await startSandboxCloud({ seed: 5 });
    const keep = async (Name: string, SecretString: string) =>
      (await cloud.resources.create("AWS::SecretsManager::Secret", { Name, SecretString })).id;
    const secrets = {
      pce: await keep("pce", secretOf(pce)),
      edge: await keep("edge", firewallSecretOf(edge)),
      core: await keep("core", firewallSecretOf(core)),
    };
    const scene = new DagSyncScene(pce, new PceClient(pce), edge, core, cloud, secrets);
    for (const value of ["web", "db"]) await scene.someone.createLabel({ key: "role", value });
    return scene;
  }

  async workload(name: string, address: string, role = "web"): Promise<string> {
    const label = await this.someone.findLabel("role", role);
    const made = await this.someone.createWorkload({
      name,
      interfaces: [{ name: "eth0", address }],
      labels: [{ href: label!.href }],
    });
    return made.href;
  }

  /** Puts definitions in force on the firewalls, as a deployment does. */
  async claim(...definitions: DagBindingDefinition[]): Promise<void> {
    const clients = { edge: clientOf(this.edge), core: clientOf(this.core) };
    const firewalls = new Map(Object.entries(clients).map(([name, client]) => [name, { client }]));
    for (const plan of await planBindings(definitions, await readFacts(this.someone), firewalls))
      await claimBinding(plan, { replace: true });
    await Promise.all(Object.values(clients).map((client) => client.close()));
  }

  content(bindings: readonly DagBindingDefinition[]): string {
    const { edge, core } = this.secrets;
    const content: DagSyncContent = { version: 1, firewalls: { edge, core }, bindings };
    return JSON.stringify(content);
  }

  /** One invocation. */
  run(bindings: readonly DagBindingDefinition[], time: number | Context = 20): Promise<void> {
    return this.runWith(async () => readContent([fileContent(this.content(bindings))]), time);
  }

  /** One invocation that reads its bindings from elsewhere. */
  runWith(source: ContentSource, time: number | Context = 20): Promise<void> {
    const settings = dagSyncSettings(this.environment);
    const handler = dagSyncHandler(settings, source, (line) => this.lines.push(line));
    return handler({}, typeof time === "number" ? lambdaContext(time) : time);
  }

  log(): DagSyncLog {
    return JSON.parse(this.lines.at(-1)!);
  }

  setSecret(which: "pce" | "edge" | "core", SecretString: string): Promise<unknown> {
    const properties = { Name: which, SecretString };
    return this.cloud.resources.update("AWS::SecretsManager::Secret", this.secrets[which], properties);
  }

  async close(): Promise<void> {
    process.env = this.outside;
    await this.someone.close();
    await Promise.all([this.pce, this.edge, this.core, this.cloud].map((system) => system.close()));
  }
}

/** Addresses that carry the tag of a binding. */
export function members(panos: PanosSimulator, name = "web"): string[] {
  return Object.entries(panos.firewalls[0]!.registered())
    .filter(([, tags]) => tags.includes(`illumio-iac.${name}`))
    .map(([address]) => address)
    .sort();
}

export function firewallSecretOf({ hosts, apiKey, caCertificate }: PanosSimulator): string {
  return JSON.stringify({ hosts, apiKey, caCertificate });
}

function clientOf({ hosts, apiKey, caFile }: PanosSimulator): PanosClient {
  return new PanosClient(panosConnection({ hosts: hosts.join(","), apiKey, caFile }));
}
