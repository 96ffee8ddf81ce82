import { allSucceeded } from "../../../../clients/pce";
import { refusalOf } from "../../../../clients/pce/refusal";
import { EventFeed } from "../../../../reconcilers/shared/watch/event-feed";
import { startAnsweringPce } from "../answering-pce";
import { type FuzzTarget, mustHold } from "../fuzz-target";

const WORKLOAD = {
  href: "/orgs/1/workloads/0a1b",
  name: "web-1",
  hostname: "web-1.example.com",
  online: true,
  public_ip: "192.0.2.1",
  interfaces: [{ name: "eth0", address: "10.1.4.20", cidr_block: 24, link_state: "up" }],
  labels: [{ href: "/orgs/1/labels/1" }],
  ignored_interface_names: [],
};
const SENT = ["10.1.4.20,10.1.9.31,5432,6", "10.1.4.21,10.1.9.31,5432,6"];
const HREFS = ["/orgs/1/workloads/1", "/orgs/1/workloads/2"];

/** The result of each method of the client for an answer of the PCE. */
export const pceAnswers: FuzzTarget = {
  name: "pce-answers",
  seeds: [
    JSON.stringify([{ href: "/orgs/1/labels/1", key: "role", value: "web", deleted: false }]),
    JSON.stringify([WORKLOAD, { href: "/orgs/1/workloads/2" }]),
    JSON.stringify([
      {
        href: "/orgs/1/events/1",
        event_type: "label.create",
        timestamp: "2026-09-01T00:00:00.000Z",
        status: "success",
      },
    ]),
    JSON.stringify({ num_flows_received: 2, num_flows_failed: 1, failed_flows: [SENT[0]] }),
    JSON.stringify([
      { href: HREFS[0], status: "updated" },
      { href: HREFS[1], errors: [{ token: "a", message: "b" }] },
    ]),
    JSON.stringify([{ status: "validation_failure", token: "invalid", message: "no" }]),
    JSON.stringify({ ...WORKLOAD, deleted: true }),
  ],
  words: [
    "href",
    "labels",
    "interfaces",
    "address",
    "timestamp",
    "event_type",
    "status",
    "errors",
    "failed_flows",
    "null,",
  ],
  weight: 0.25,
  open: async () => {
    const { server, pce, close } = await startAnsweringPce();
    const reads: (() => Promise<unknown>)[] = [
      () => pce.findLabel("role", "web"),
      () => pce.getLabel("/orgs/1/labels/1"),
      () => pce.getWorkload(HREFS[0]!),
      () => pce.findWorkload("illumio-iac", "a"),
      () => pce.createLabel({ key: "role", value: "web" }),
      () => pce.health(),
      async () => {
        const result = await pce.uploadFlows(SENT);
        const refusal = refusalOf(SENT, result);
        for (const count of [result.received, result.failed, refusal?.count ?? 0])
          mustHold(Number.isSafeInteger(count), () => `a count is ${count}`);
      },
      async () =>
        allSucceeded(
          "updating",
          await pce.bulkUpdateWorkloads(HREFS.map((href) => ({ href, name: "a" }))),
          String,
        ),
      async () =>
        allSucceeded("creating", await pce.bulkCreateWorkloads([{ name: "a" }, { name: "b" }]), String),
      async () => allSucceeded("deleting", await pce.bulkDeleteWorkloads(HREFS), String),
      async () => {
        const feed = new EventFeed(pce);
        await feed.start();
        await feed.fresh();
      },
    ];
    return {
      read: async (input, random) => {
        server.answer(input);
        await reads[Math.floor(random() * reads.length)]!();
      },
      close,
    };
  },
};
