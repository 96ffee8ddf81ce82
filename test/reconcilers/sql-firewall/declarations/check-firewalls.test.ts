import { checkFirewalls } from "../../../../reconcilers/sql-firewall/declarations/check-firewalls";
import { firewall, SERVER } from "../../../core/sql-firewall/worlds";

const WRITTEN = { server: SERVER, provider: { workload: "/orgs/1/workloads/db" } };
const check = (content: unknown) => checkFirewalls(content, { source: "firewalls.yaml" });

test("a document becomes the definitions that a program would make of the same arguments", () => {
  const [found] = check({ owner: "acme/shop/prod//orders-db", firewalls: { "orders-db": WRITTEN } });
  expect(found).toEqual(firewall());
});

test("an exported revision that is not that of the document is refused", () => {
  const { revision } = firewall();
  const content = (more: object) => ({
    owner: "a",
    firewalls: { "orders-db": { ...WRITTEN, revision, ...more } },
  });
  expect(check(content({}))).toHaveLength(1);
  expect(() => check(content({ maxRules: 10 }))).toThrow(
    /firewalls\.orders-db\.revision: is '[0-9a-f]{16}', but what stands here is/,
  );
});

test("all problems of a document are named at once, with two firewalls of one name on one server", () => {
  const second = { ...WRITTEN, name: "orders-db", server: { ...SERVER, serverName: "ORDERS" } };
  expect(() =>
    check({
      firewalls: { "orders-db": WRITTEN, again: { ...WRITTEN, name: "orders-db" }, wrong: second, none: 1 },
      bindings: {},
    }),
  ).toThrow(
    new RegExp(
      [
        "^firewalls.yaml: 5 problems",
        "  bindings: unknown property; known are owner, firewalls",
        "  owner: is missing; name who stands behind these firewalls, for example network-team",
        "  firewalls.wrong.server.serverName: must look like .*",
        "  firewalls.none: must be an object, got 1",
        "  firewalls.again.name: and prefix are those of orders-db on the same server; give it another name",
      ].join("\n"),
    ),
  );
});

test.each([[{}], [{ firewalls: {} }], [null], ["text"]])(
  "the document %j without firewalls is refused",
  (content) => {
    expect(() => check(content)).toThrow(
      /firewalls: is missing; write a record from the name of a firewall to the firewall/,
    );
  },
);
