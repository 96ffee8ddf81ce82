import fc from "fast-check";
import { busiestPart } from "../../../flow-map/busiest-part";
import { readingOrder } from "../../../flow-map/reading-order";
import { flowMap, flowMapSvg, type PceSimulator, serviceName } from "../../../sandbox/pce";
import { type Call, startWithCall } from "./pce-call";
import { fillThreeTiers } from "./three-tier";

describe("the flow map", () => {
  let pce: PceSimulator;
  let call: Call;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ pce, call, close } = await startWithCall());
    await fillThreeTiers(call);
  });
  afterAll(() => close());

  const arrows = (by?: string) => {
    const { groups, edges } = flowMap(pce.store, by);
    const name = (index: number) => groups[index]!.name;
    return edges.map(
      ({ from, to, services }) => `${name(from)} → ${name(to)}: ${services.map(serviceName).join(" ")}`,
    );
  };

  test("shows which label connects to which on which port, with addresses without a workload as one group", () => {
    expect(arrows().sort()).toEqual([
      "Application → Database: 5432/tcp",
      "Application → other addresses: 53/udp",
      "Database → Database: 5433/tcp",
      "Database → other addresses: 53/udp",
      "Load balancer → Web: 8443/tcp",
      "Load balancer → other addresses: 53/udp",
      "Web → Application: 8080/tcp 8081/tcp",
      "Web → other addresses: 53/udp",
      "no role label → Application: 22/tcp",
      "no role label → Database: 22/tcp",
      "no role label → Load balancer: 22/tcp",
      "no role label → Web: 22/tcp",
      "other addresses → Load balancer: 443/tcp",
    ]);
    expect(flowMap(pce.store).groups).toEqual([
      { name: "Application", kind: "label", members: 3 },
      { name: "Database", kind: "label", members: 2 },
      { name: "Load balancer", kind: "label", members: 2 },
      { name: "Web", kind: "label", members: 3 },
      { name: "no role label", kind: "unlabelled", members: 1 },
      { name: "other addresses", kind: "unknown", members: 21 },
    ]);
    expect(arrows("app").sort()).toEqual([
      "Shop → Shop: 8080/tcp 8081/tcp 5432/tcp 8443/tcp 5433/tcp",
      "Shop → other addresses: 53/udp",
      "no app label → Shop: 22/tcp",
      "other addresses → Shop: 443/tcp",
    ]);
  });

  test("is drawn as a picture with groups, counts and ports, and loads nothing", async () => {
    const svg = await flowMapSvg(pce.store);
    expect(svg.startsWith("<svg")).toBe(true);
    for (const text of ["Load balancer", "other addresses", "443/tcp", "3 workloads", "21 addresses"]) {
      expect(svg).toMatch(new RegExp(`> ?${text} ?<`));
    }
    expect(svg.match(/(href|src|url\()[^>]*/g) ?? []).toEqual([]);
  });

  test("says so when there is nothing to draw", async () => {
    const empty = await startWithCall();
    expect(await flowMapSvg(empty.pce.store)).toContain("No flows were uploaded yet");
    await empty.close();
  });

  test("escapes the names of labels", async () => {
    const value = `<script>"&\\l`;
    const { href } = (await call("POST", "/orgs/1/labels", { body: { key: "loc", value } })).json;
    const [workload] = (await call("GET", "/orgs/1/workloads?name=bastion")).json;
    await call("PUT", workload.href, { body: { labels: [{ href }] } });
    const svg = await flowMapSvg(pce.store, "loc");
    expect(svg).not.toContain("<script");
    expect(svg).toContain("&lt;script&gt;&quot;&amp;\\l");
  });
});

test("protocols without ports are shown by name alone", () => {
  const names = [
    [1, 0],
    [58, 0],
    [47, 0],
    [6, 22],
    [99, 5],
  ].map(([protocol, port]) => serviceName({ protocol: protocol!, port: port! }));
  expect(names).toEqual(["icmp", "icmpv6", "protocol 47", "22/tcp", "5/protocol 99"]);
});

const edge = (from: number, to: number, connections: number) => ({ from, to, connections, services: [] });

describe("the reading order", () => {
  test("goes from client to server, also when a little traffic goes back", () => {
    const edges = [edge(3, 0, 10), edge(0, 2, 10), edge(2, 1, 10), edge(1, 3, 1)];
    expect(readingOrder(4, edges)).toEqual([3, 0, 2, 1]);
  });

  test("has every group once, and every edge points forward when there is no cycle", () => {
    const pair = fc.tuple(fc.nat(7), fc.nat(7), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 30 }), fc.boolean(), (pairs, acyclic) => {
        const edges = pairs
          .filter(([from, to]) => !acyclic || from < to)
          .map(([from, to, connections]) => edge(from, to, connections));
        const order = readingOrder(8, edges);
        expect([...order].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
        if (acyclic)
          for (const { from, to } of edges) expect(order.indexOf(from)).toBeLessThan(order.indexOf(to));
      }),
    );
  });
});

test("a large map is drawn with its busiest part only, and says so", async () => {
  const groups = Array.from({ length: 200 }, (_, i) => ({
    name: `g${i}`,
    kind: "label" as const,
    members: 1,
  }));
  const edges = groups.flatMap((_, from) => [edge(from, (from * 7 + 1) % 200, from + 1)]);
  edges.sort((a, b) => b.connections - a.connections);
  const { map, note } = busiestPart({ by: "role", groups, edges });
  expect(map.groups).toHaveLength(30);
  expect(map.groups.map(({ name }) => name)).toContain("g199");
  for (const { from, to, connections } of map.edges) {
    const number = (index: number) => Number(map.groups[index]!.name.slice(1));
    expect([number(to), connections]).toEqual([(number(from) * 7 + 1) % 200, number(from) + 1]);
  }
  expect(note).toContain("30 of 200 groups");
  expect(
    busiestPart({ by: "role", groups: groups.slice(0, 2), edges: [edge(0, 1, 1)] }).note,
  ).toBeUndefined();
});
