import type { Sandbox } from "illumio-iac-sandbox";
import { CheckPointHttp } from "../../../../clients/check-point/check-point-http";
import { PceClient } from "../../../../clients/pce";
import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { type CheckPointSimulator, startCheckPointSimulator } from "../../../../sandbox/check-point";
import { type PceSimulator, startPceSimulator } from "../../../../sandbox/pce";
import { type ServiceNowSimulator, startServiceNowSimulator } from "../../../../sandbox/service-now";
import type { OnboardingApp } from "../../../../scripts/demo/onboarding/app";
import { Tally } from "../../../../scripts/demo/onboarding/tally";

jest.setTimeout(60_000);

let systems: {
  pce: PceSimulator;
  azure: AzureCloud;
  checkPoint: CheckPointSimulator;
  serviceNow: ServiceNowSimulator;
};
let tally: Tally;
beforeAll(async () => {
  systems = {
    pce: await startPceSimulator({ seed: 1 }),
    azure: await startAzureCloud(),
    checkPoint: await startCheckPointSimulator({ seed: 1 }),
    serviceNow: await startServiceNowSimulator({ seed: 1 }),
  };
  tally = new Tally(systems as unknown as Sandbox);
});
afterAll(async () => {
  for (const system of Object.values(systems)) await system.close();
});

/** A session that changed something and was left open, as by a run that nobody cleaned up after. */
async function leaveSession(): Promise<void> {
  const { host, port, username, password, caCertificate } = systems.checkPoint;
  const connection = { server: host, port, login: { user: username, password }, caCertificate };
  const once = (what: string) => ({ what, repeatable: false });
  const door = new CheckPointHttp(connection, {});
  const { sid } = await door.command("login", { user: username, password }, once("the login"));
  const session = new CheckPointHttp(connection, {}, { sid: String(sid), version: undefined });
  await session.command("add-group", { name: "left" }, once("to add a group"));
  await Promise.all([door.close(), session.close()]);
}

test("the demo counts what was written, and names sessions and locks that are left, and agents that are missing", async () => {
  expect(tally.writes()).toBe(0);
  const pce = new PceClient({ ...systems.pce });
  await pce.createLabel({ key: "app", value: "shop" });
  await pce.close();
  expect(tally.writes()).toBe(1);
  await leaveSession();
  expect(tally.writes()).toBe(2);
  const print = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  const problems = tally.report({ runs: 13, cutOff: 8 } as OnboardingApp);
  const printed = print.mock.calls.join("");
  print.mockRestore();
  expect(problems).toEqual([
    "installations of an agent begun: 0",
    "agents paired: 0",
    "publishes in Check Point: 0",
    "installations of the policy: 0",
    "sessions left in Check Point: 1",
    "locks left in Check Point: 1",
  ]);
  expect(printed).toMatch(/locks left in Check Point +1\n/);
});
