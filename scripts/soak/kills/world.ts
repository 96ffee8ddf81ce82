import {
  Admins,
  answerCall,
  Device,
  DeviceView,
  PanosClock,
  PanosError,
} from "illumio-iac-sandbox/panos/device";
import type { PanosClient } from "../../../clients/panos";
import { enqueueCommit, enqueuePush, waitForJob } from "../../../clients/panos/commits";
import { PanosConfiguration } from "../../../clients/panos/configuration";
import type { PanosApi, PanosCall } from "../../../clients/panos/panos-api";
import { panosError } from "../../../clients/panos/panos-error";
import { readTable } from "../../../clients/panos/registered-addresses";
import { updateTags } from "../../../clients/panos/update-tags";
import { attribute, elementAt, elements, readXml, textAt } from "../../../clients/panos/xml";

export const SERIALS = ["007951000001001", "007951000001002", "007951000001003"] as const;
export const DEVICE_GROUP = "branches";

/** Called before each call; one that never resolves stops the caller for good. */
export type Gate = (call: string, carryOut: () => unknown) => Promise<void>;

/** A firewall, or a Panorama with three of them, without a network: what others have on it, and what is on it now. */
export class FirewallWorld {
  private readonly clock = new PanosClock(() => 0);
  private readonly admin = new Admins().add({ name: "admin" });
  private readonly top: Device;
  private readonly devices: Device[];

  constructor(kind: "firewall" | "panorama") {
    const common = { version: "11.1.4", clock: this.clock, userId: {} };
    const firewall = (serial: string) =>
      new Device({
        ...common,
        kind: "firewall",
        hostname: serial,
        serial,
        model: "PA-3440",
        vsys: ["vsys1"],
      });
    if (kind === "firewall") {
      this.top = firewall(SERIALS[0]);
      this.devices = [this.top];
      return;
    }
    const managed = SERIALS.map(firewall);
    this.top = new Device({
      ...common,
      kind: "panorama",
      hostname: "panorama",
      serial: "000702000000001",
      model: "Panorama",
      vsys: [],
      managed: SERIALS,
      deviceGroups: { [DEVICE_GROUP]: SERIALS },
    });
    for (const one of managed) this.top.manage(one);
    this.devices = [this.top, ...managed];
  }

  /** Puts objects and entries of somebody else into every table and every place of configuration. */
  addOthers(): void {
    for (const device of this.devices) {
      const view = new DeviceView(device);
      view.register("10.0.0.1", ["theirs"]);
      view.register("10.9.9.9", ["theirs"]);
    }
    const view = new DeviceView(this.top);
    for (const base of this.bases) {
      view.configure("set", `${base}/tag`, '<entry name="theirs"><comments>theirs</comments></entry>');
      view.configure(
        "set",
        `${base}/address-group`,
        `<entry name="their group"><dynamic><filter>'theirs'</filter></dynamic></entry>`,
      );
    }
    view.startCommit();
    this.top.settle();
  }

  private get bases(): string[] {
    const local = "/config/devices/entry[@name='localhost.localdomain']";
    return this.top.isPanorama
      ? [`${local}/device-group/entry[@name='${DEVICE_GROUP}']`]
      : [`${local}/vsys/entry[@name='vsys1']`];
  }

  /** Everything that is there, as a text that is equal for equal worlds; incarnations are left out. */
  picture(): string {
    const tables = this.devices.map((device) =>
      Object.entries(new DeviceView(device).registered())
        .flatMap(([address, tags]) => tags.map((tag) => `${address} ${tag.replace(/\.[0-9a-f]{8}$/, "")}`))
        .sort(),
    );
    const view = new DeviceView(this.top);
    const places = [
      "tag/entry",
      "address-group/entry",
      ...RULEBASES.map((one) => `${one}/security/rules/entry`),
    ];
    const configuration = (["candidate", "running"] as const).map((which) =>
      this.bases.flatMap((base) =>
        places.map((place) =>
          view
            .config(`${base}/${place}`, which)
            .replace(/ uuid="[^"]*"/g, "")
            .split(/(?=<entry name)/)
            .sort(),
        ),
      ),
    );
    return JSON.stringify({ tables, candidate: configuration[0], running: configuration[1] }, undefined, 1);
  }

  /** A client whose every call passes the gate. */
  client(gate: Gate): PanosClient {
    const ask = async ({ params }: PanosCall): Promise<Buffer> => {
      const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
      if (given["cmd"]?.includes("<jobs>")) this.clock.advance(10_000);
      let body = "";
      await gate(given["type"]!, () => {
        body = this.answer(given as Record<string, string>);
      });
      return Buffer.from(body);
    };
    const send = async (request: PanosCall) => elementAt(readXml(await ask(request)), "response")!;
    const read: PanosApi["read"] = async (request, _expected, reader) => reader(await ask(request))!;
    const call = async (request: PanosCall) => {
      const response = await send(request);
      if (attribute(response, "status") === "success") return response;
      throw panosError(request.what, response);
    };
    const api = {
      send,
      read,
      call,
      maximumEntries: Number.POSITIVE_INFINITY,
      host: "fw",
    } as unknown as PanosApi;
    const job = async (number: number | undefined, what: string) => {
      if (number !== undefined) await waitForJob(api, number, what);
      return number;
    };
    const client: Partial<PanosClient> = {
      connection: { hosts: ["fw:443"], apiKey: "" },
      configuration: new PanosConfiguration((work) => work(api)),
      registeredAddresses: (table, filter) => readTable(api, table, filter),
      updateTags: (table, message) =>
        message.updates.length === 0 ? Promise.resolve([]) : updateTags(api, table, message),
      systemInfo: async () => ({ hostname: "", model: "PA-3440", serial: "", softwareVersion: "" }),
      connectedSerials: async () => {
        const response = await call({
          what: "its firewalls",
          params: { type: "op", cmd: "<show><devices><connected/></devices></show>" },
          repeatable: true,
        });
        return elements(elementAt(response, "result", "devices"), "entry").flatMap(
          (device) => textAt(device, "serial") ?? [],
        );
      },
      commit: async (options) => job(await enqueueCommit(api, options), "the commit"),
      push: async (options) => (await job(await enqueuePush(api, options), "the push"))!,
    };
    return client as PanosClient;
  }

  private answer(params: Record<string, string>): string {
    try {
      const call = { admin: this.admin, params, itemFails: () => false, jobFails: false };
      const { body } = answerCall(this.top, call);
      this.top.settle();
      return body;
    } catch (error) {
      if (error instanceof PanosError) return error.answer.body;
      throw error;
    }
  }
}

const RULEBASES = ["rulebase", "pre-rulebase", "post-rulebase"];
