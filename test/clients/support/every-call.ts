import type { PanosClient } from "../../../clients/panos";
import type { PceClient } from "../../../clients/pce";
import { all } from "../pce/fixtures";

const HREF = "/orgs/1/workloads/1";
const DAY = { start_date: "2026-01-01T00:00:00Z", end_date: "2026-01-02T00:00:00Z" };
/** Every method of the client that calls. */
export const PCE_CALLS: Record<string, (client: PceClient) => Promise<unknown>> = {
  createLabel: (pce) => pce.createLabel({ key: "role", value: "web" }),
  findLabel: (pce) => pce.findLabel("role", "web"),
  getLabel: (pce) => pce.getLabel("/orgs/1/labels/1"),
  listLabels: (pce) => all(pce.listLabels()),
  listLabelsAsJob: (pce) => all(pce.listLabels({}, { asJob: true })),
  updateLabel: (pce) => pce.updateLabel("/orgs/1/labels/1", { value: "w" }),
  deleteLabel: (pce) => pce.deleteLabel("/orgs/1/labels/1"),
  listLabelDimensions: (pce) => all(pce.listLabelDimensions()),
  listActiveLabelGroups: (pce) => all(pce.listActiveLabelGroups()),
  createWorkload: (pce) => pce.createWorkload({ name: "w" }),
  getWorkload: (pce) => pce.getWorkload(HREF),
  findWorkload: (pce) => pce.findWorkload("set", "reference"),
  listWorkloads: (pce) => all(pce.listWorkloads({}, { asJob: true })),
  updateWorkload: (pce) => pce.updateWorkload(HREF, { name: "w" }),
  deleteWorkload: (pce) => pce.deleteWorkload(HREF),
  bulkCreateWorkloads: (pce) => pce.bulkCreateWorkloads([{ name: "w" }]),
  bulkUpdateWorkloads: (pce) => pce.bulkUpdateWorkloads([{ href: HREF, name: "w" }]),
  bulkDeleteWorkloads: (pce) => pce.bulkDeleteWorkloads([HREF]),
  uploadFlows: (pce) => pce.uploadFlows(["10.0.0.1,10.0.0.2,443,6"]),
  queryTraffic: (pce) => pce.queryTraffic(DAY),
  listEvents: (pce) => all(pce.listEvents()),
  health: (pce) => pce.health(),
  nodeAvailable: (pce) => pce.nodeAvailable(),
};

/** Every method of the client that calls. */
export const PANOS_CALLS: Record<string, (client: PanosClient) => Promise<unknown>> = {
  systemInfo: (panos) => panos.systemInfo(),
  registeredAddresses: (panos) => panos.registeredAddresses({ vsys: "vsys1" }),
  updateTags: (panos) =>
    panos.updateTags({}, { kind: "register", updates: [{ address: "10.0.0.1", tag: "t" }] }),
  commit: (panos) => panos.commit({ admin: "svc" }),
  push: (panos) => panos.push({ deviceGroup: "dg" }),
  candidate: (panos) => panos.configuration.candidate("/config/x"),
  set: (panos) => panos.configuration.set("/config", "<x/>"),
  remove: (panos) => panos.configuration.remove("/config/x"),
};
