jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { checkPointConnection, isCheckPointError } from "../../../clients/check-point";
import {
  type CheckPointSimulator,
  type CheckPointSimulatorOptions,
  startCheckPointSimulator,
} from "../../../sandbox/check-point";
import { clientOf, closeAll as closeClients, failureOf } from "./fixtures";

const simulators: CheckPointSimulator[] = [];
afterEach(async () => {
  await closeClients();
  for (const simulator of simulators.splice(0)) await simulator.close();
});

async function start(options: CheckPointSimulatorOptions = {}): Promise<CheckPointSimulator> {
  const simulator = await startCheckPointSimulator({ seed: 1, callsPerSecond: 100_000, ...options });
  simulators.push(simulator);
  return simulator;
}

const connectionTo = (simulator: CheckPointSimulator, settings: object = {}) =>
  checkPointConnection({
    server: simulator.host,
    port: simulator.port,
    apiKey: simulator.apiKey,
    certificateSha256: simulator.certificateSha256,
    ...settings,
  });
const sessionOn = (simulator: CheckPointSimulator, settings?: object) =>
  clientOf(connectionTo(simulator, settings)).login({ name: "a run" });
const host = (name: string, ipv4: string) => ({ name, addresses: { ipv4 }, tags: [], comment: "" });

test("a host is added, seen by its own session, published, and then seen by others", async () => {
  const simulator = await start();
  const session = await sessionOn(simulator);
  await session.ensureTag("illumio-iac");
  await session.addHost({ ...host("web", "10.0.0.4"), tags: ["illumio-iac"], comment: "ours" });
  expect(await session.showHost("web")).toMatchObject({
    ipv4: "10.0.0.4",
    tags: ["illumio-iac"],
    comment: "ours",
  });
  const reader = await clientOf(connectionTo(simulator)).login({ name: "-", readOnly: true });
  expect(await reader.showHost("web")).toBeUndefined();
  const task = (await session.publish())!;
  while ((await session.showTasks([task])).get(task)?.status === "in progress");
  expect(await reader.showHost("web")).toMatchObject({ ipv4: "10.0.0.4", tags: ["illumio-iac"] });
  await session.setAddresses("web", { ipv4: "10.0.0.5", ipv6: "fd00::5" });
  await session.discard();
  expect(await session.showHost("web")).toMatchObject({ ipv4: "10.0.0.4" });
  await session.logout();
  expect(isCheckPointError(await failureOf(session.showHost("web")), "session")).toBe(true);
});

test("lists of more than a page are complete", async () => {
  const simulator = await start();
  for (let at = 0; at < 501; at++)
    simulator.addHost({ name: `h${at}`, address: `10.0.${at >> 8}.${at & 255}`, comments: "x" });
  const session = await sessionOn(simulator);
  simulator.clearRequests();
  expect(await session.showHosts()).toHaveLength(501);
  expect(simulator.requests.map(({ payload }) => payload["offset"])).toEqual([0, 500]);
  expect((await session.showHosts({ filter: "10.0.1.7" })).map(({ name }) => name)).toContain("h263");
  expect(await session.showGroups()).toEqual([]);
});

test("a user with a password, in a domain, through the path of Smart-1 Cloud", async () => {
  const simulator = await start({ domains: ["Prod", "Test"] });
  const session = await sessionOn(simulator, {
    apiKey: "",
    user: simulator.username,
    password: simulator.password,
    domain: "Test",
    cloudManagementId: simulator.cloudManagementUid,
  });
  await session.addHost(host("web", "10.0.0.4"));
  expect(simulator.requests.at(-1)!.path).toBe(`/${simulator.cloudManagementUid}/web_api/v1.9/add-host`);
  await expect(sessionOn(simulator, { domain: "None" })).rejects.toThrow(/refused the login/);
});

test("a duplicate address is a warning that may be accepted, and a duplicate name an error", async () => {
  const simulator = await start();
  simulator.addHost({ name: "printer", address: "10.0.0.4" });
  const session = await sessionOn(simulator);
  const warned = await failureOf(session.addHost(host("web", "10.0.0.4")));
  expect(warned).toMatchObject({
    warnings: ["Multiple objects have the same IP address 10.0.0.4"],
    errors: [],
  });
  await session.addHost(host("web", "10.0.0.4"), { ignoreWarnings: true });
  const error = await failureOf(session.addHost(host("web", "10.0.0.5")));
  expect(isCheckPointError(error, "exists")).toBe(true);
});

test("a server of the first release, which answers 500 to refusals, is understood", async () => {
  const simulator = await start({ apiVersion: "1" });
  simulator.addHost({ name: "printer", address: "10.0.0.4" });
  const session = await sessionOn(simulator);
  expect(await session.showHost("none")).toBeUndefined();
  const lock = simulator.lockObject("printer", "anna");
  const locked = await failureOf(session.setAddresses("printer", { ipv4: "10.0.0.5" }));
  expect(isCheckPointError(locked, "locked")).toBe(true);
  expect(locked.message).toContain(`administrator anna, session ${lock.session}`);
  await expect(sessionOn(simulator, { apiKey: "wrong-api-key" })).rejects.toThrow(/refused the login/);
});

test("too many calls in a second are waited for", async () => {
  const simulator = await start({ callsPerSecond: 3 });
  const session = await sessionOn(simulator);
  for (let at = 0; at < 2; at++) await session.showHost("none");
  const raise = () => {
    simulator.behaviour.callsPerSecond = 1000;
  };
  simulator.before("show-host", raise, { skip: 1 });
  expect(await session.showHost("none")).toBeUndefined();
  expect(simulator.requests.some(({ code }) => code === "err_too_many_requests")).toBe(true);
});

test("sessions are listed with who holds them, and one of another run can be discarded", async () => {
  const simulator = await start();
  const left = await clientOf(connectionTo(simulator)).login({ name: "left", timeoutInSeconds: 60 });
  await left.addHost(host("web", "10.0.0.4"));
  simulator.advance(120_000);
  const session = await sessionOn(simulator);
  const found = (await session.showSessions()).find(({ uid }) => uid === left.uid);
  expect(found).toMatchObject({ name: "left", user: "admin", isConnected: false, isEmpty: false });
  await session.discard(left.uid);
  expect((await session.showSessions()).map(({ name }) => name)).toEqual(["a run"]);
});
