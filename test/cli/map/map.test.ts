import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { serviceName } from "illumio-iac-flow-map";
import { inventory } from "../../../cli/map/inventory";
import { mapOfFlows } from "../../../cli/map/map-of-flows";
import { byNetwork } from "../../../cli/map/networks";
import { sumUp } from "../../../cli/map/sum-up";
import { writeMap } from "../../../cli/map/write-map";
import { parseRange, rangeContains } from "../../../core/addresses/address-range";
import { startWithCall } from "../../sandbox/pce/pce-call";
import { fillThreeTiers } from "../../sandbox/pce/three-tier";

const folder = mkdtempSync(path.join(tmpdir(), "illumio-iac-map-"));
afterAll(() => rmSync(folder, { recursive: true }));

const LINES = [
  "10.1.1.5,10.1.4.20,8080,6",
  "10.1.1.6,10.1.4.20,8080,6",
  "10.1.1.6,10.1.4.21,8081,6",
  "198.51.100.7,10.1.1.5,443,6",
  "2001:db8::1,fd00:1:2:3::5,443,6",
];

function arrows(lines: readonly string[], grouping = byNetwork(lines.flatMap((line) => line.split(",", 2)))) {
  const { groups, edges } = mapOfFlows(lines, grouping);
  return edges.map(
    ({ from, to, services }) =>
      `${groups[from]!.name} → ${groups[to]!.name}: ${services.map(serviceName).join(" ")}`,
  );
}

describe("a map by network", () => {
  test("groups private addresses by /24 and /48, and all others together", () => {
    expect(arrows(LINES).sort()).toEqual([
      "10.1.1.0/24 → 10.1.4.0/24: 8080/tcp 8081/tcp",
      "public addresses → 10.1.1.0/24: 443/tcp",
      "public addresses → fd00:1:2::/48: 443/tcp",
    ]);
  });

  test("uses wider networks when there would be too many, and every address is in its network", () => {
    const octet = fc.nat(255);
    const address = fc.tuple(octet, octet, octet).map((octets) => `10.${octets.join(".")}`);
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: 300 }), (addresses) => {
        const { groupOf } = byNetwork(addresses);
        const names = addresses.map((one) => groupOf(one).name);
        expect(new Set(names).size).toBeLessThanOrEqual(24);
        for (const [index, name] of names.entries())
          expect(rangeContains(parseRange(name)!, addresses[index]!)).toBe(true);
      }),
    );
  });
});

describe("a map by an inventory", () => {
  const otherwise = byNetwork(LINES.flatMap((line) => line.split(",", 2)));
  const grouped = (text: string, by?: string) =>
    arrows(LINES.slice(0, 4), inventory(text, { file: "hosts", by, otherwise })).sort();

  test("reads lines as in a hosts file, with networks and comments", () => {
    expect(
      grouped("# hosts\n10.1.1.0/24 web  web.example.com\n10.1.4.20\tapp-1 # first\n10.1.1.6 web-6\n"),
    ).toEqual([
      "public addresses → web: 443/tcp",
      "web → app-1: 8080/tcp",
      "web-6 → 10.1.4.0/24: 8081/tcp",
      "web-6 → app-1: 8080/tcp",
    ]);
  });

  test("groups CSV by the column that is asked for or else the role, and uses the narrower network", () => {
    const csv =
      'name,"address",role\nweb-5,10.1.1.0-10.1.1.255,Web\nnet,10.0.0.0/8,\napp,10.1.4.0/24,"App"\n';
    expect(grouped(csv)).toEqual(["Web → App: 8080/tcp 8081/tcp", "public addresses → Web: 443/tcp"]);
    expect(grouped(csv, "name")).toEqual([
      "public addresses → web-5: 443/tcp",
      "web-5 → app: 8080/tcp 8081/tcp",
    ]);
  });

  test("groups CSV without roles, and lines, by name when no column is asked for", () => {
    const scene = { file: "hosts", by: undefined, otherwise };
    expect(inventory("address,name\n10.1.4.20,app-1\n", scene).by).toBe("name");
    expect(inventory("10.1.4.20 app-1\n", scene).by).toBe("name");
    expect(inventory("address,name,role\n10.1.4.20,app-1,App\n", scene).by).toBe("role");
  });

  test("accepts a column name in capitals", () => {
    const csv = "Address,Name,Tier\n10.1.4.0/24,app,Back\n10.1.1.0/24,web,Front\n";
    expect(grouped(csv, "TIER")).toEqual([
      "Front → Back: 8080/tcp 8081/tcp",
      "public addresses → Front: 443/tcp",
    ]);
  });

  test("refuses an unknown column with the names of the known ones", () => {
    expect(() => grouped("address,Name,role\n10.1.4.20,app-1,App\n", "nosuch")).toThrow(
      "hosts: has no column 'nosuch' (--map-by). Its columns are address, name, role",
    );
    expect(() => grouped("10.1.4.20 app-1\n", "nosuch")).toThrow(
      "hosts: has lines of address and name, and no column 'nosuch' (--map-by)",
    );
    expect(grouped("10.1.4.20 app-1\n", "name")).toContain("10.1.1.0/24 → app-1: 8080/tcp");
  });

  test("names a line that cannot be read", () => {
    expect(() => grouped("10.1.1.5 web\nweb 10.1.1.6\n")).toThrow("hosts: line 2: 'web' is no address");
  });
});

describe("a map of many flows", () => {
  const group = fc.nat(60);
  const flows = fc.array(fc.tuple(group, group, fc.integer({ min: 1, max: 40 })), { maxLength: 400 });
  const lineOf = ([from, to, port]: [number, number, number]) => `10.0.${from}.1,10.0.${to}.1,${port},6`;
  const byOctet = {
    by: "octet",
    groupOf: (address: string) => {
      const id = address.split(".")[2]!;
      return { id, name: `n${id}`, kind: "network" as const, member: address };
    },
  };

  test("is reduced to a readable size and accounts for every flow", () => {
    fc.assert(
      fc.property(flows, (all) => {
        const { map, note } = sumUp(mapOfFlows(all.map(lineOf), byOctet));
        expect(map.groups.length).toBeLessThanOrEqual(13);
        expect(map.edges.length).toBeLessThanOrEqual(24);
        const shown = map.edges.reduce((sum, { connections }) => sum + connections, 0);
        const left = Number(/with (\d+) of \d+ flows are not drawn/.exec(note ?? "")?.[1] ?? 0);
        expect(shown + left).toBe(all.length);
        const members = new Set(all.flatMap((flow) => flow.slice(0, 2))).size;
        expect(map.groups.reduce((sum, one) => sum + one.members, 0)).toBe(members);
      }),
    );
  });

  test("keeps named groups rather than networks, and names the busiest ports", () => {
    const named = { id: "web", name: "Web", kind: "host" as const };
    const grouping = {
      by: "role",
      groupOf: (address: string) =>
        address === "10.0.99.1" ? { ...named, member: address } : byOctet.groupOf(address),
    };
    const noise = Array.from({ length: 600 }, (_, index) =>
      lineOf([index % 30, (index * 7) % 30, 1 + index]),
    );
    const main = Array.from({ length: 40 }, (_, index) => `10.0.1.${index + 1},10.0.99.1,443,6`);
    const { map } = sumUp(
      mapOfFlows(
        [...noise, ...main, "10.0.1.1,10.0.99.1,22,6", "10.0.1.1,10.0.99.1,23,6", "10.0.1.1,10.0.99.1,24,6"],
        grouping,
      ),
    );
    const web = map.groups.findIndex(({ name }) => name === "Web");
    const edge = map.edges.find(({ to }) => to === web)!;
    expect(edge.services.map(serviceName)).toEqual(["443/tcp"]);
    expect(edge.otherServices).toBe(3);
    expect(map.groups.at(-1)).toMatchObject({ name: "19 other groups", kind: "rest" });
  });

  test("draws every arrow when there are few, however thin", () => {
    const thin = [1, 2, 3, 4].map((to): [number, number, number] => [0, to, 443]);
    const thick = Array.from({ length: 1_000 }, (_, index): [number, number, number] => [5, 6, 1 + index]);
    const { map, note } = sumUp(mapOfFlows([...thick, ...thin].map(lineOf), byOctet));
    expect({ arrows: map.edges.length, note }).toEqual({ arrows: 5, note: undefined });
  });

  test("draws the busiest arrows when there are many, and counts the others", () => {
    const all = Array.from({ length: 12 * 12 }, (_, index): [number, number, number] => [
      index % 12,
      Math.floor(index / 12),
      443,
    ]);
    const { map, note } = sumUp(mapOfFlows(all.map(lineOf), byOctet));
    expect(map.edges).toHaveLength(24);
    expect(note).toBe("120 thin arrows with 120 of 144 flows are not drawn.");
  });

  test("is unchanged when it is small", () => {
    const map = mapOfFlows(LINES, byNetwork(LINES.flatMap((line) => line.split(",", 2))));
    expect(sumUp(map)).toMatchObject({ map: { groups: map.groups }, note: undefined });
  });
});

describe("the picture of a map", () => {
  const file = path.join(folder, "map.svg");

  test("is drawn by network by default", async () => {
    expect(await writeMap(LINES, { map: file }, {})).toBe(`map: ${file}, 4 groups by network, 3 arrows`);
    const svg = readFileSync(file, "utf8");
    expect(svg.startsWith("<svg")).toBe(true);
    for (const text of ["10.1.1.0/24", "public addresses", "8080/tcp", "2 addresses"])
      expect(svg).toMatch(new RegExp(`> ?${text} ?<`));
  });

  test("is drawn by an inventory when one is given", async () => {
    const hosts = path.join(folder, "hosts");
    writeFileSync(hosts, "10.1.1.0/24 web\n10.1.4.0/24 <b>app\n");
    await writeMap(LINES, { map: file, inventory: hosts }, {});
    expect(readFileSync(file, "utf8")).toMatch(/>web<.+>&lt;b&gt;app</s);
  });

  test("is drawn by labels when the environment names a PCE", async () => {
    const { pce, call, close } = await startWithCall();
    try {
      await fillThreeTiers(call);
      const lines = Array.from(pce.store.traffic.rows, ({ source, destination, port, protocol }) =>
        [source, destination, port, protocol].join(),
      );
      const environment = {
        ILLUMIO_PCE_HOST: pce.host,
        ILLUMIO_PCE_PORT: String(pce.port),
        ILLUMIO_PCE_ORG_ID: String(pce.orgId),
        ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
        ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
        ILLUMIO_CA_FILE: pce.caFile,
      };
      expect(await writeMap(lines, { map: file, mapBy: "role" }, environment)).toContain("groups by role");
      const svg = readFileSync(file, "utf8");
      for (const text of [
        "Load balancer",
        "Database",
        "no role label",
        "public addresses",
        "5432/tcp",
        "3 workloads",
      ])
        expect(svg).toMatch(new RegExp(`> ?${text} ?<`));

      await expect(writeMap(lines, { map: file, mapBy: "nosuch" }, environment)).rejects.toThrow(
        "--map-by: the PCE has no label type 'nosuch'. It has role, app, env, loc",
      );
    } finally {
      await close();
    }
  });

  test("of no flows says so", async () => {
    await writeMap([], { map: file }, {});
    expect(readFileSync(file, "utf8")).toContain("No flows");
  });

  test("causes an error when the file cannot be written or the PCE settings are wrong", async () => {
    const nowhere = path.join(folder, "nothing", "map.svg");
    await expect(writeMap(LINES, { map: nowhere }, {})).rejects.toThrow(
      `${nowhere} cannot be written: ENOENT`,
    );
    await expect(writeMap(LINES, { map: file }, { ILLUMIO_PCE_HOST: "pce.example.com" })).rejects.toThrow(
      "ILLUMIO_PCE_PORT",
    );
  });

  test("causes an error that names the drawing package when it is missing", async () => {
    jest.resetModules();
    jest.doMock("illumio-iac-flow-map", () => {
      throw Object.assign(new Error("Cannot find module 'illumio-iac-flow-map'"), {
        code: "MODULE_NOT_FOUND",
      });
    });
    const { writeMap: write } =
      require("../../../cli/map/write-map") as typeof import("../../../cli/map/write-map");
    await expect(write(LINES, { map: file }, {})).rejects.toThrow(
      "illumio-iac flows --map needs the package illumio-iac-flow-map: npm install illumio-iac-flow-map",
    );
    jest.dontMock("illumio-iac-flow-map");
  });
});
