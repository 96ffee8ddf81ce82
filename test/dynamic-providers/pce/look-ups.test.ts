import * as pulumi from "@pulumi/pulumi";
import { getLabel, getLabelOutput, getWorkload, getWorkloadOutput } from "../../../dynamic-providers/pce";
import { sharedPceSystems } from "../../../dynamic-providers/pce/system/pce-systems";
import { PceScene, pceConfig } from "./pce-scene";

let scene: PceScene;
beforeEach(async () => {
  scene = await PceScene.open();
  const config = pceConfig(scene.pce);
  await pulumi.runtime.setMocks(
    { newResource: () => ({ id: "x", state: {} }), call: () => ({}) },
    "shop",
    "dev",
  );
  pulumi.runtime.setAllConfig(config, ["illumio:apiKeySecret"]);
});
afterEach(async () => {
  await sharedPceSystems({ get: (key) => pulumi.runtime.getConfig(key) }).close();
  pulumi.runtime.setAllConfig({}, []);
  await scene.close();
});

const resolved = <T>(output: pulumi.Output<T>) =>
  new Promise<unknown>((resolve) => void output.apply(resolve));

it("look-ups find labels by key and value, all with one read", async () => {
  const { href } = await scene.someone.createLabel({ key: "role", value: "web" });
  await scene.someone.createLabel({ key: "role", value: "webserver" });
  scene.newCalls();
  const label = { href, key: "role", value: "web" };
  expect(
    await Promise.all([
      getLabel({ key: "role", value: "web" }),
      resolved(getLabelOutput({ key: pulumi.output("role"), value: "web" })),
      getLabel({ key: "role", value: "webserver" }),
    ]),
  ).toMatchObject([label, label, { value: "webserver" }]);
  expect(scene.newCalls()).toEqual(["GET labels"]);
});

it("look-ups find workloads by hostname or href, all with one read", async () => {
  const { href: role } = await scene.someone.createLabel({ key: "role", value: "web" });
  const { href } = await scene.someone.createWorkload({
    hostname: "web01",
    description: "front end",
    interfaces: [{ name: "eth0", address: "10.0.0.1", cidr_block: 24 }],
    labels: [{ href: role }],
  });
  scene.newCalls();
  const found = {
    href,
    hostname: "web01",
    description: "front end",
    managed: false,
    interfaces: [{ name: "eth0", address: "10.0.0.1", cidrBlock: 24 }],
    labels: { role: "web" },
  };
  const all = [
    getWorkload({ hostname: "web01" }),
    getWorkload({ href }),
    resolved(getWorkloadOutput({ hostname: pulumi.output("web01") })),
  ];
  for (const workload of await Promise.all(all)) expect(workload).toMatchObject(found);
  expect(scene.newCalls().filter((call) => call === "GET workloads")).toHaveLength(1);
});

it("a look-up names the object that it does not find", async () => {
  await scene.someone.createLabel({ key: "role", value: "Web" });
  await expect(getLabel({ key: "role", value: "web" })).rejects.toThrow(
    `getLabel role=web: the PCE ${scene.pce.host} has no label`,
  );
  await expect(getWorkload({ hostname: "web01" })).rejects.toThrow("getWorkload web01: the PCE");
  await expect(getWorkload({ href: "/orgs/1/workloads/x" })).rejects.toThrow("exactly this href");
});

it("a look-up with an undefined argument is refused by name before the PCE is asked", async () => {
  const nothing = undefined as unknown as string;
  await expect(getLabel({ key: "role", value: nothing })).rejects.toThrow(
    "getLabel role=undefined: one problem\n  value: is missing",
  );
  await expect(getWorkload({ hostname: nothing })).rejects.toThrow("give either hostname or href");
  await expect(getWorkload({ hostname: "" })).rejects.toThrow(
    "getWorkload: one problem\n  hostname: is missing",
  );
  expect(scene.newCalls()).toEqual([]);
});

it("a look-up is refused when several workloads have the hostname", async () => {
  const [one, two] = [
    await scene.someone.createWorkload({ hostname: "web01" }),
    await scene.someone.createWorkload({ hostname: "web01" }),
  ];
  const failed = await getWorkload({ hostname: "web01" }).catch((error: Error) => error.message);
  expect(failed).toContain("2 workloads");
  for (const { href } of [one, two]) expect(failed).toContain(href);
});

it("a look-up finds an object that was made after its last read", async () => {
  await expect(getLabel({ key: "role", value: "web" })).rejects.toThrow("no label");
  await scene.someone.createLabel({ key: "role", value: "web" });
  expect(await getLabel({ key: "role", value: "web" })).toMatchObject({ value: "web" });
});

it("a look-up says which settings are missing, without a stack trace", async () => {
  pulumi.runtime.setAllConfig({}, []);
  const failed = await getLabel({ key: "role", value: "web" }).catch((error: Error) => error);
  expect(failed).toMatchObject({
    message: expect.stringContaining("illumio:pceHost (or ILLUMIO_PCE_HOST)"),
    __pulumiRunError: true,
  });
});
