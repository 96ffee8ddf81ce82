import {
  type PanoramaSimulator,
  type PanosSimulator,
  startPanoramaSimulator,
  startPanosSimulator,
} from "../../sandbox/panos";
import { deviceGroup, tag, VSYS } from "../sandbox/panos/config/config-call";
import { illumioIac } from "./in-process-command";

const SERIALS = ["007951000001001", "007951000001002"];

let device: PanosSimulator | PanoramaSimulator;
afterEach(() => device.close());

const commit = async (args: readonly string[], environment: Record<string, string> = {}) => {
  const env = {
    PATH: process.env["PATH"],
    ILLUMIO_FIREWALL_EDGE_HOSTS: device.hosts.join(","),
    ILLUMIO_FIREWALL_EDGE_API_KEY: device.apiKey,
    ILLUMIO_FIREWALL_EDGE_CA_FILE: device.caFile,
    ILLUMIO_FIREWALL_EDGE_ADMIN: "admin",
    ...environment,
  };
  const { code, err } = await illumioIac(["dag-sync", "commit", ...args], { env });
  return { code, stderr: err };
};
const commits = () => device.requests.filter(({ label }) => /^commit/.test(label)).map(({ label }) => label);

test("dag-sync commit commits the administrator's changes once, and says when there are none", async () => {
  device = await startPanosSimulator({ seed: 1 });
  const [firewall] = (device as PanosSimulator).firewalls;
  firewall!.configure("set", `${VSYS}/tag`, tag("ours"), { admin: "admin" });
  firewall!.configure("set", `${VSYS}/tag`, tag("theirs"), { admin: "other" });
  expect(await commit(["--firewall", "edge"])).toMatchObject({
    code: 0,
    stderr: "edge: committed by job 1\n",
  });
  expect(commits()).toHaveLength(1);
  expect(firewall!.config(`${VSYS}/tag`)).toContain("ours");
  expect(firewall!.config(`${VSYS}/tag`)).not.toContain("theirs");
  expect(await commit(["--firewall", "edge"])).toMatchObject({
    code: 0,
    stderr: "edge: nothing to commit\n",
  });
});

test("dag-sync commit pushes a device group of Panorama after the commit", async () => {
  device = await startPanoramaSimulator({ seed: 1, serials: SERIALS, deviceGroups: { branches: SERIALS } });
  const { panoramas } = device as PanoramaSimulator;
  panoramas[0]!.configure("set", `${deviceGroup("branches")}/tag`, tag("ours"), { admin: "admin" });
  const { stderr } = await commit([
    "--firewall",
    "edge",
    "--device-group",
    "branches",
    "--serial",
    SERIALS[0]!,
  ]);
  expect(stderr).toBe("edge: committed by job 1\nedge: branches pushed by job 2\n");
});

test.each<[string, readonly string[], Record<string, string>, RegExp]>([
  [
    "without an administrator",
    ["--firewall", "edge"],
    { ILLUMIO_FIREWALL_EDGE_ADMIN: "" },
    /ILLUMIO_FIREWALL_EDGE_ADMIN/,
  ],
  ["without a firewall", [], {}, /--firewall.*is missing/],
  [
    "without a firewall and with two options that do not fit",
    ["--serial", "1", "--timeout", "0"],
    {},
    /--firewall: is missing.*\n.*--timeout: must be .*\n.*--serial: is for a push/,
  ],
  ["with serials alone", ["--firewall", "edge", "--serial", "1"], {}, /give --device-group/],
  [
    "with a timeout that is none",
    ["--firewall", "edge", "--timeout", "soon"],
    {},
    /--timeout: must be a whole number from 1 to 999999, got .soon./,
  ],
])("dag-sync commit %s exits with 1 and commits nothing", async (_, args, environment, message) => {
  device = await startPanosSimulator({ seed: 1 });
  const { code, stderr } = await commit(args, environment);
  expect(stderr).toMatch(message);
  expect(code).toBe(1);
  expect(commits()).toEqual([]);
});

test("dag-sync commit fails with the firewall's words when the job fails", async () => {
  device = await startPanosSimulator({ seed: 1 });
  (device as PanosSimulator).firewalls[0]!.configure("set", `${VSYS}/tag`, tag("ours"), { admin: "admin" });
  device.failNext({ fault: "job", path: /^commit/ });
  expect(await commit(["--firewall", "edge"])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("refused the commit: Commit failed. See job 1"),
  });
});
