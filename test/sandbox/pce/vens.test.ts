import { startWithCall } from "./pce-call";

test("VENs are found by description, address and labels of their workload, and type", async () => {
  const { pce, call, close } = await startWithCall();
  const body = async (method: string, path: string, json: object) =>
    (await call(method, path, { body: json })).json;
  const prod = await body("POST", "/orgs/1/labels", { key: "env", value: "prod" });
  const paired = async (name: string, address: string, labels: object[]) => {
    const interfaces = [{ name: "eth0", address }];
    const { href } = await body("POST", "/orgs/1/workloads", { name, interfaces, labels });
    return pce.pairVen(href);
  };
  const web = await paired("web", "10.0.0.1", [{ href: prod.href }]);
  const db = await paired("db", "10.9.0.1", []);
  await call("PUT", web, { body: { description: "The Front" } });

  const found = async (query: Record<string, string>) =>
    (await call("GET", `/orgs/1/vens?${new URLSearchParams(query)}`)).json.map(
      ({ href }: { href: string }) => href,
    );
  expect(await found({ description: "front" })).toEqual([web]);
  expect(await found({ ip_address: "10.9" })).toEqual([db]);
  expect(await found({ labels: JSON.stringify([[prod.href]]) })).toEqual([web]);
  expect(await found({ ven_type: "endpoint" })).toEqual([]);
  expect(await found({ ven_type: "server" })).toEqual([web, db]);
  expect(await found({ container_clusters: "x" })).toEqual([]);
  expect((await call("GET", "/orgs/1/vens?ip_address=web")).status).toBe(406);
  const managed = await call("GET", "/orgs/1/workloads?ven.ven_type=server");
  expect(managed.json).toHaveLength(2);
  await close();
});
