import { Checks } from "../../../../core/checks";
import { scheduleOf } from "../../../../core/contracts/azure/app-times";
import { checkSqlSync, DEFINITION_MAX_BYTES, firewallText } from "../../../../core/contracts/azure/sql-sync";
import { firewallRevision, type SqlFirewallDefinition } from "../../../../core/sql-firewall";
import { firewall } from "../../sql-firewall/worlds";

function problems(bindings: Record<string, SqlFirewallDefinition>): string[] {
  const checks = Checks.start();
  checkSqlSync(new Map(Object.entries(bindings)), checks.at("bindings"));
  return checks.problems.map(({ path, reason }) => `${path}: ${reason}`);
}

const withConnection = (connection: string) => {
  const { revision: _, owner, ...declared } = firewall({ name: "other" });
  const declaration = { ...declared, connection };
  return { ...declaration, owner, revision: firewallRevision(declaration) };
};

test("definitions of several firewalls of one PCE can be followed", () => {
  expect(problems({ a: firewall(), b: firewall({ name: "reports-db" }) })).toEqual([]);
});

test("a changed definition, names that another one has, several connections and a definition that is too long are told", () => {
  expect(problems({ a: { ...firewall(), exclusive: true } })).toEqual([
    expect.stringMatching(/^bindings.a: must be as its firewall made it/),
  ]);
  expect(problems({ a: firewall(), b: firewall() })).toEqual([
    expect.stringMatching(/^bindings.b.name: must be another than that of orders-db on the same server/),
  ]);
  expect(problems({ a: firewall(), b: withConnection("dmz") })).toEqual([
    expect.stringMatching(/^bindings: are of several PCE connections \(the default one, dmz\)/),
  ]);
  const privateRanges = Array.from({ length: 3_000 }, (_, index) => `10.${index >> 8}.${index & 255}.0/32`);
  const long = firewall({ egress: { office: { privateRanges, publicRanges: ["81.20.1.1"] } } });
  expect(problems({ a: long })).toEqual([
    expect.stringContaining(`bindings.a: has more than ${DEFINITION_MAX_BYTES} bytes`),
  ]);
});

test("the text of a definition does not depend on the order of its keys, and reads back as it was", () => {
  const definition = firewall();
  const turned = Object.fromEntries(Object.entries(definition).reverse()) as unknown as SqlFirewallDefinition;
  expect(firewallText(turned)).toBe(firewallText(definition));
  expect(JSON.parse(firewallText(definition))).toEqual(definition);
});

test.each([
  [1, "0 */1 * * * *"],
  [5, "0 */5 * * * *"],
  [60, "0 0 * * * *"],
])("an interval of %i minutes is the schedule %s", (minutes, schedule) => {
  expect(scheduleOf(minutes)).toBe(schedule);
});
