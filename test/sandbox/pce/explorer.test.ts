import type { PceSimulator } from "../../../sandbox/pce";
import { type Call, startWithCall } from "./pce-call";

const HOUR = 60 * 60 * 1000;
const start = Date.parse("2026-03-01T12:00:00Z");

describe("flows of the PCE simulator", () => {
  let pce: PceSimulator;
  let call: Call;
  let close: () => Promise<void>;
  let now: number;
  beforeEach(async () => {
    now = start;
    ({ pce, call, close } = await startWithCall({ now: () => now, callsPerMinute: 100_000 }));
  });
  afterEach(() => close());

  const upload = (...lines: string[]) =>
    call("POST", "/orgs/1/agents/bulk_traffic_flows", { body: lines.join("\n") });

  const query = (more: object = {}) => ({
    query_name: "",
    sources: { include: [], exclude: [] },
    destinations: { include: [], exclude: [] },
    services: { include: [], exclude: [] },
    policy_decisions: ["allowed", "potentially_blocked", "blocked", "unknown"],
    max_results: 1000,
    ...more,
  });

  const completed = async (more?: object): Promise<string> => {
    const asked = await call("POST", "/orgs/1/traffic_flows/async_queries", { body: query(more) });
    expect(asked).toMatchObject({ status: 202, json: { status: "queued" } });
    for (let polls = 0; polls < 1000; polls++) {
      const { json } = await call("GET", asked.json.href);
      if (json.status === "completed") return json.result;
    }
    throw new Error("the query did not complete");
  };

  const find = async (more?: object) =>
    (await call("GET", await completed(more), { headers: { accept: "application/json" } })).json;
  const lines = async (more?: object): Promise<string[]> =>
    (await find(more)).map(
      ({
        src,
        dst,
        service,
      }: {
        src: { ip: string };
        dst: { ip: string };
        service: { port: number; proto: number };
      }) => `${src.ip},${dst.ip},${service.port},${service.proto}`,
    );

  test("are accepted as four columns, also with IPv6 and protocols without ports", async () => {
    const answer = await upload(
      "10.0.1.5,10.0.2.9,443,6",
      "2001:DB8::1,2001:db8::2,53,17",
      "10.0.1.5,10.0.2.9,0,1",
    );
    expect(answer).toMatchObject({
      status: 201,
      json: { num_flows_received: 3, num_flows_failed: 0, failed_flows: [] },
    });
    expect(await lines()).toEqual([
      "10.0.1.5,10.0.2.9,443,6",
      "2001:db8::1,2001:db8::2,53,17",
      "10.0.1.5,10.0.2.9,0,1",
    ]);
  });

  test("are returned as they were sent when they cannot be read, and the others are accepted", async () => {
    const bad = [
      "src,dst,port,proto",
      "10.0.1.5,10.0.2.9,443",
      "10.0.1.5,10.0.2.9,443,6,7",
      "web01,10.0.2.9,443,6",
      "10.0.1.5/32,10.0.2.9,443,6",
      "10.0.1.5,10.0.2.9,65536,6",
      "10.0.1.5,10.0.2.9,-1,6",
      "10.0.1.5,10.0.2.9,443,256",
      "10.0.1.5,10.0.2.9,443,tcp",
      "10.0.1.5, 10.0.2.9,443,6",
    ];
    const { json } = await upload("10.0.0.1,10.0.0.2,80,6", ...bad);
    expect(json).toEqual({ num_flows_received: 11, num_flows_failed: 10, failed_flows: bad });
    expect(await lines()).toEqual(["10.0.0.1,10.0.0.2,80,6"]);
  });

  test("are all refused when there are more than 1000 lines", async () => {
    const many = Array.from({ length: 1001 }, (_, index) => `10.0.0.1,10.0.0.2,${index},6`);
    expect((await upload(...many)).status).toBe(406);
    expect(pce.store.traffic.uploaded).toBe(0);
    expect((await upload(...many.slice(1), "")).json.num_flows_received).toBe(1000);
  });

  test("are counted again when they are uploaded again, each at its time", async () => {
    await upload("10.0.0.1,10.0.0.2,80,6");
    now += HOUR;
    await upload("10.0.0.1,10.0.0.2,80,6", "10.0.0.1,10.0.0.2,80,6");
    expect(pce.store.traffic).toMatchObject({ uploaded: 3, size: 1 });
    const [row] = await find();
    expect(row).toMatchObject({
      num_connections: 3,
      policy_decision: "unknown",
      timestamp_range: {
        first_detected: "2026-03-01T12:00:00.000Z",
        last_detected: "2026-03-01T13:00:00.000Z",
      },
    });
    const [first] = await find({ end_date: "2026-03-01T12:30:00Z" });
    expect(first.num_connections).toBe(1);
    const [second] = await find({ start_date: "2026-03-01T12:30:00Z" });
    expect(second.num_connections).toBe(2);
    expect(await find({ start_date: "2026-03-01T13:00:00.001Z" })).toEqual([]);
  });

  test("show the workload that has the address at the time of the query, by interface or public address", async () => {
    await upload("10.0.0.1,203.0.113.9,443,6");
    const [before] = await find();
    expect([before.src.workload, before.dst.workload]).toEqual([undefined, undefined]);

    const { href } = (await call("POST", "/orgs/1/labels", { body: { key: "role", value: "web" } })).json;
    const labels = [{ href }];
    const interfaces = [
      { name: "a", address: "192.168.0.1" },
      { name: "b", address: "10.0.0.1" },
    ];
    const client = (await call("POST", "/orgs/1/workloads", { body: { name: "client", interfaces } })).json;
    const body = { name: "server", public_ip: "203.0.113.9", labels };
    const server = (await call("POST", "/orgs/1/workloads", { body })).json;
    const [after] = await find();
    expect(after.src.workload).toMatchObject({ href: client.href, name: "client", labels: [] });
    expect(after.dst.workload).toMatchObject({
      href: server.href,
      managed: false,
      labels: [{ href, key: "role", value: "web" }],
    });

    await call("DELETE", client.href);
    await call("PUT", server.href, { body: { public_ip: null } });
    const [gone] = await find();
    expect([gone.src.workload, gone.dst.workload]).toEqual([undefined, undefined]);
  });

  test("are found by label, workload, address, service, any workload and transmission", async () => {
    const { href } = (await call("POST", "/orgs/1/labels", { body: { key: "role", value: "web" } })).json;
    const interfaces = [{ name: "a", address: "10.0.0.1" }];
    const body = { name: "web", interfaces, labels: [{ href }] };
    const workload = (await call("POST", "/orgs/1/workloads", { body })).json;
    const [out, back, other, cast] = [
      "10.0.0.1,10.0.0.2,443,6",
      "10.0.0.2,10.0.0.1,8080,6",
      "10.0.0.3,10.0.0.4,53,17",
      "10.0.0.3,224.0.0.5,5353,17",
    ];
    await upload(out, back, other, cast);
    const ends = (include: object[][], exclude: object[] = []) => ({ include, exclude });
    const web = { label: { href } };

    expect(await lines({ sources: ends([[web]]) })).toEqual([out]);
    expect(await lines({ destinations: ends([[{ workload: { href: workload.href } }]]) })).toEqual([back]);
    expect(await lines({ sources: ends([[{ ip_address: "10.0.0.3" }], [web]]) })).toEqual([out, other, cast]);
    expect(await lines({ sources: ends([[{ ip_address: { value: "10.0.0.3" } }, web]]) })).toEqual([]);
    expect(await lines({ sources: ends([[]], [web]) })).toEqual([back, other, cast]);
    expect(await lines({ sources: ends([[{ actors: "ams" }]]) })).toEqual([out]);
    expect(await lines({ destinations: ends([], [{ transmission: "multicast" }]) })).toEqual([
      out,
      back,
      other,
    ]);
    const both = { sources: ends([[web]]), destinations: ends([[web]]) };
    expect(await lines(both)).toEqual([]);
    expect(await lines({ ...both, sources_destinations_query_op: "or" })).toEqual([out, back]);
    const services = (include: object[], exclude: object[] = []) => ({ services: { include, exclude } });
    expect(await lines(services([{ port: 443, proto: 6 }]))).toEqual([out]);
    expect(await lines(services([{ port: 1, to_port: 1000 }], [{ proto: 17 }]))).toEqual([out]);
    expect(await lines({ policy_decisions: ["allowed"] })).toEqual([]);
    expect(await lines({ max_results: 2 })).toEqual([out, back]);
  });

  test.each([
    ["a missing part", { services: undefined }, "input_validation_error"],
    ["null where a list belongs", { sources: { include: null, exclude: [] } }, "input_validation_error"],
    ["too many results", { max_results: 200_001 }, "input_validation_error"],
    [
      "a transmission that is included",
      { destinations: { include: [[{ transmission: "unicast" }]], exclude: [] } },
      "input_validation_error",
    ],
    [
      "an address that is none",
      { sources: { include: [[{ ip_address: "web" }]], exclude: [] } },
      "input_validation_error",
    ],
    [
      "a label that does not exist",
      { sources: { include: [[{ label: { href: "/orgs/1/labels/9" } }]], exclude: [] } },
      "invalid_uri",
    ],
  ])("are not searched with %s", async (_, more, token) => {
    const { status, json } = await call("POST", "/orgs/1/traffic_flows/async_queries", { body: query(more) });
    expect([status, json[0].token]).toEqual([406, token]);
  });

  test("are downloaded as CSV by a client that does not ask for JSON", async () => {
    await upload("10.0.0.1,10.0.0.2,80,6");
    const { headers, text } = await call("GET", await completed());
    expect(headers["content-type"]).toBe("text/csv");
    expect(text.split("\n")[1]).toContain("10.0.0.1,,10.0.0.2,,80,6,1,unknown");
  });

  test("have queries that are listed, updated with draft rules and deleted", async () => {
    const result = await completed();
    const href = result.replace("/download", "");
    expect((await call("GET", "/orgs/1/traffic_flows/async_queries")).json).toMatchObject([{ href }]);
    expect((await call("PUT", `${href}/update_rules?limit=5`, { body: { Href: "" } })).status).toBe(202);
    expect((await call("GET", href)).json.rules).toBe("completed");
    expect((await call("DELETE", href)).status).toBe(204);
    expect((await call("GET", result)).status).toBe(404);
  });
});
