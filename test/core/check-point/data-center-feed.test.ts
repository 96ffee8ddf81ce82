import fc from "fast-check";
import { parseRange } from "../../../core/addresses/address-range";
import { type FeedHost, feedText, readFeed } from "../../../core/check-point/data-center-feed";

const HOSTS: readonly FeedHost[] = [
  { vmId: "b", name: "web-2", addresses: ["10.0.0.5"], groups: ["web"] },
  { vmId: "a", name: "web-1", addresses: ["10.0.0.4", "fd00::1"], groups: ["web", "prod"] },
];

test("a feed has an object for each group and each host, with merged and sorted ranges", () => {
  const feed = JSON.parse(feedText("prod", HOSTS, ["db"]));
  expect(Object.keys(feed)).toEqual(["version", "description", "objects"]);
  expect(feed).toMatchObject({ version: "1.0", description: "Machines of illumio-iac onboarding prod" });
  expect(feed.objects.map(({ name, ranges }: { name: string; ranges: string[] }) => [name, ranges])).toEqual([
    ["db", []],
    ["prod", ["10.0.0.4", "fd00::1"]],
    ["web", ["10.0.0.4/31", "fd00::1"]],
    ["web-1", ["10.0.0.4", "fd00::1"]],
    ["web-2", ["10.0.0.5"]],
  ]);
  for (const object of feed.objects) {
    expect(Object.keys(object)).toEqual(["name", "id", "description", "ranges"]);
    expect(object.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test("the id of a group stays when its hosts change, because rules refer to it", () => {
  const idOf = (text: string) =>
    JSON.parse(text).objects.find(({ name }: { name: string }) => name === "web").id as string;
  expect(idOf(feedText("prod", [], ["web"]))).toBe(idOf(feedText("prod", HOSTS, [])));
  expect(idOf(feedText("prod", HOSTS, []))).not.toBe(idOf(feedText("test", HOSTS, [])));
  expect(idOf(feedText("prod", HOSTS, []))).toBe("49a6b9e6-0137-8807-ae49-ea2dd31e0ef5");
});

test("the id of a host is that of its machine, also when it is called and reached otherwise", () => {
  const idOf = (changes: Partial<FeedHost>) => {
    const [host] = HOSTS;
    const { objects } = JSON.parse(feedText("prod", [{ ...host!, groups: [], ...changes }], []));
    return objects[0].id as string;
  };
  expect(idOf({ name: "renamed", addresses: ["10.9.9.9"] })).toBe(idOf({}));
  expect(idOf({ vmId: "B" })).toBe(idOf({}));
  expect(idOf({ vmId: "c" })).not.toBe(idOf({}));
});

test.each([
  ["no JSON", "<html>", "it has no objects"],
  ["no feed", '{"objects":[1]}', "one of its objects is none of a feed"],
  ["that of another onboarding", feedText("test", HOSTS, []), "is described as"],
])("a stored text that is %s is refused", (_what, text, expected) => {
  expect(() => readFeed("prod", text)).toThrow(/was not written by onboarding prod: .*It stays as it is/);
  expect(() => readFeed("prod", text)).toThrow(expected);
});

const anyHosts = fc.uniqueArray(
  fc.record({
    vmId: fc.uuid(),
    name: fc.string(),
    addresses: fc.uniqueArray(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 3 }),
    groups: fc.uniqueArray(fc.string(), { maxLength: 3 }),
  }),
  { selector: ({ vmId }) => vmId },
);

test("the same hosts in any order give the same text, which reads back as itself", () => {
  fc.assert(
    fc.property(anyHosts, fc.uniqueArray(fc.string()), fc.integer(), (hosts, groups, turn) => {
      const text = feedText("prod", hosts, groups);
      const at = hosts.length === 0 ? 0 : Math.abs(turn) % hosts.length;
      const turned = [...hosts.slice(at), ...hosts.slice(0, at)].map((host) => ({
        ...host,
        addresses: [...host.addresses].reverse(),
        groups: [...host.groups].reverse(),
      }));
      expect(feedText("prod", turned, [...groups].reverse())).toBe(text);
      const back = readFeed("prod", text);
      expect(feedText("prod", back.hosts, back.groups)).toBe(text);
      expect(back.hosts.map(({ vmId }) => vmId).sort()).toEqual(hosts.map(({ vmId }) => vmId).sort());
    }),
  );
});

test("the ranges of a group are exactly the addresses of its hosts, and do not touch", () => {
  const small = fc.integer({ min: 0, max: 30 }).map((last) => `10.0.0.${last}`);
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(small, { maxLength: 4 })), (lists) => {
      const hosts = lists.map((addresses, at) => ({
        vmId: `vm${at}`,
        name: `h${at}`,
        addresses,
        groups: ["g"],
      }));
      const { objects } = JSON.parse(feedText("prod", hosts, ["g"]));
      const ranges = objects
        .find(({ name }: { name: string }) => name === "g")
        .ranges.map((text: string) => parseRange(text)!);
      const listed = ranges.flatMap(({ first, last }: { first: bigint; last: bigint }) =>
        Array.from({ length: Number(last - first) + 1 }, (_, step) => Number(first) + step),
      );
      const expected = new Set(lists.flat().map((text) => Number(parseRange(text)!.first)));
      expect(listed).toEqual([...expected].sort((a, b) => a - b));
      for (let at = 1; at < ranges.length; at++)
        expect(ranges[at].first > ranges[at - 1].last + 1n).toBe(true);
    }),
  );
});
