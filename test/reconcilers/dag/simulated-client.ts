import type { PanosClient } from "../../../clients/panos";
import type { PanosApi, PanosCall } from "../../../clients/panos/panos-api";
import { panosError } from "../../../clients/panos/panos-error";
import { readTable } from "../../../clients/panos/registered-addresses";
import { updateTags } from "../../../clients/panos/update-tags";
import { attribute, elementAt, readXml } from "../../../clients/panos/xml";
import { SteppedClock } from "../../../sandbox/cloud/stepped-clock";
import { Admins } from "../../../sandbox/panos/api/admins";
import { PanosError } from "../../../sandbox/panos/api/answer";
import { answerCall } from "../../../sandbox/panos/api/answer-call";
import { Device } from "../../../sandbox/panos/device/device";
import type { TagTable } from "../../../sandbox/panos/user-id/tag-table";
import type { UserIdBehaviour } from "../../../sandbox/panos/user-id/user-id-tables";

/** A firewall of the simulator and the client's XML to and from it, without a connection between them. */
export interface SimulatedClient {
  readonly client: PanosClient;
  readonly table: TagTable;
  /** Messages that wrote, so far. */
  readonly messages: () => number;
}

const admin = new Admins().add({ name: "admin" });

export function simulatedClient(userId: UserIdBehaviour): SimulatedClient {
  const device = new Device({
    kind: "firewall",
    hostname: "fw-1",
    serial: "007951000001001",
    model: "PA-3440",
    version: "11.1.4",
    vsys: ["vsys1"],
    clock: new SteppedClock(() => 0),
    userId,
  });
  let messages = 0;
  const read = async <T>(
    { params }: PanosCall,
    _expected: string,
    reader: (body: Buffer) => T | undefined,
  ) => {
    if (params["type"] === "user-id") messages += 1;
    return reader(Buffer.from(answered(device, params as Record<string, string>)))!;
  };
  const send = (request: PanosCall) => read(request, "", (body) => elementAt(readXml(body), "response"));
  const call = async (request: PanosCall) => {
    const response = await send(request);
    if (attribute(response, "status") === "success") return response;
    throw panosError(request.what, response);
  };
  const api = { read, send, call, maximumEntries: 1_000_000 } as unknown as PanosApi;
  const client: Pick<PanosClient, "registeredAddresses" | "updateTags"> = {
    registeredAddresses: (table, only) => readTable(api, table, only),
    updateTags: (table, message) => updateTags(api, table, message),
  };
  return {
    client: client as PanosClient,
    table: device.tables.get("vsys1")!.registered,
    messages: () => messages,
  };
}

function answered(device: Device, params: Record<string, string>): string {
  try {
    return answerCall(device, { admin, params, itemFails: () => false, jobFails: false }).body;
  } catch (error) {
    if (error instanceof PanosError) return error.answer.body;
    throw error;
  }
}
