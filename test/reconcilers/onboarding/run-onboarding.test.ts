import { DEFINITION, vm, World } from "./world";

test("machines go through every step, and a run after the end reads only", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2", { tags: { app: "shop", env: "test" } }));
  const last = await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.where("web-2")).toBe("commissioned open");
  expect(world.summary()).toMatchInlineSnapshot(`
{
  "cmdb": {
    "vm-web-1": {
      "flags": {
        "commissioned": true,
        "firewallReady": true,
        "labelled": true,
        "venInstalled": true,
      },
      "isCommissioned": true,
    },
    "vm-web-2": {
      "flags": {
        "commissioned": true,
        "firewallReady": true,
        "labelled": true,
        "venInstalled": true,
      },
      "isCommissioned": true,
    },
  },
  "commands": [],
  "executions": {
    "vm-web-1": 1,
    "vm-web-2": 1,
  },
  "hosts": [
    "web-1-26afadf5c7f5 g-shop",
    "web-2-9a24104ed0f0 g-shop",
  ],
  "keys": 0,
  "records": [
    {
      "host": {
        "addresses": [
          "10.1.107.177",
        ],
        "firewall": "static-objects cp.example.com",
        "groups": [
          "g-shop",
        ],
        "name": "web-1-26afadf5c7f5",
      },
      "labels": {
        "app": "shop",
        "env": "Production",
      },
      "status": "open",
      "step": "commissioned",
      "vmId": "vm-web-1",
    },
    {
      "host": {
        "addresses": [
          "10.1.107.178",
        ],
        "firewall": "static-objects cp.example.com",
        "groups": [
          "g-shop",
        ],
        "name": "web-2-9a24104ed0f0",
      },
      "labels": {
        "app": "shop",
        "env": "Test",
      },
      "status": "open",
      "step": "commissioned",
      "vmId": "vm-web-2",
    },
  ],
  "workloads": [
    "web-1 app=shop env=Production vm-web-1",
    "web-2 app=shop env=Test vm-web-2",
  ],
}
`);
  expect(last.machines).toEqual([]);
  world.calls = [];
  await world.run();
  expect(world.calls).toEqual(["records.read", "inventory.read"]);
});
