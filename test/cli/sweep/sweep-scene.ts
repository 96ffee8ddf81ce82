import { writeFileSync } from "node:fs";
import path from "node:path";
import { containerPath, PanosClient } from "../../../clients/panos";
import { firewallSettings } from "../../../clients/panos/firewall-settings";
import type { NewWorkload } from "../../../clients/pce";
import { DagSyncScene, type Ended } from "../dag-sync/dag-sync-scene";

const SET = "illumio-iac";

/** A PCE and a firewall with what runs left behind, and the built command. */
export class SweepScene {
  private incarnations = 0;

  private constructor(readonly scene: DagSyncScene) {}

  static async open(): Promise<SweepScene> {
    return new SweepScene(await DagSyncScene.open());
  }

  sweep(args: readonly string[], input = ""): Promise<Ended> {
    return this.scene.command("sweep", args, input);
  }

  release(args: readonly string[]): Promise<Ended> {
    return this.scene.command("release", args);
  }

  /** A label with the mark of that resource. */
  async label(value: string, reference?: string): Promise<string> {
    return (await this.scene.someone.createLabel({ key: "app", value, ...this.mark(reference) })).href;
  }

  /** A workload with the mark of that resource. */
  async workload(hostname: string, reference?: string, more: NewWorkload = {}): Promise<string> {
    return (await this.scene.someone.createWorkload({ hostname, ...this.mark(reference), ...more })).href;
  }

  private mark(reference: string | undefined) {
    if (reference === undefined) return {};
    const incarnation = String(++this.incarnations).padStart(8, "0");
    return { external_data_set: SET, external_data_reference: `${reference}#${incarnation}` };
  }

  /** A state file with these resources: type → outputs with their href. */
  state(name: string, resources: readonly object[]): string {
    const file = path.join(this.scene.folder, name);
    writeFileSync(file, stateText(resources));
    return file;
  }

  /** A rule that somebody made by hand, with a group as its destination. */
  async addRule(name: string, group: string): Promise<void> {
    const { connection } = firewallSettings("edge", { get: () => undefined }, this.scene.environment);
    const client = new PanosClient(connection);
    const any = ["from", "to", "source", "application", "service"]
      .map((field) => `<${field}><member>any</member></${field}>`)
      .join("");
    const rest = `<destination><member>${group}</member></destination><action>allow</action>`;
    const rules = containerPath({ vsys: "vsys1" }, "rulebase/security/rules");
    await client.configuration.set(rules, `<entry name="${name}">${any}${rest}</entry>`);
    await client.close();
  }

  /** Calls that changed something in the PCE, and messages to the firewall. */
  get writes(): number {
    const { pce, panos } = this.scene;
    const config = panos.requests.filter(({ label }) => /user-id|set|edit|delete|commit/.test(label));
    return pce.requests.filter(({ method }) => method !== "GET").length + config.length;
  }

  // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
  live(table: "labels" | "workloads"): any[] {
    return [...this.scene.pce.store.table(table).live()];
  }

  close(): Promise<void> {
    return this.scene.close();
  }
}

/** What `pulumi stack export` prints of the stack shop/dev with these resources. */
export function stateText(resources: readonly object[]): string {
  return JSON.stringify({ version: 3, deployment: { manifest: {}, resources } });
}

/** A resource of ours in a state. */
export function resource(
  kind: string,
  name: string,
  id: string,
  outputs: object = {},
  stack = "dev",
): object {
  const type = `pulumi-nodejs:dynamic/illumio-iac:${kind}`;
  return { urn: `urn:pulumi:${stack}::shop::${type}::${name}`, custom: true, type, id, outputs };
}
