import { EnforcementMode, LinkState, VisibilityLevel } from "../../../../dynamic-providers/pce";
import { LABEL, PceScene, WORKLOAD } from "../pce-scene";

const OWNER = "acme/shop/dev//web01";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const inputs = {
  hostname: "web01",
  description: "front end",
  interfaces: { eth0: { address: "10.0.0.1", cidrBlock: 24 } },
  __illumioOwner: OWNER,
};

let scene: PceScene;
beforeEach(async () => {
  scene = await PceScene.open();
});
afterEach(() => scene.close());

const run = () => scene.run(WORKLOAD);
const label = async (key: string, value: string) => (await scene.someone.createLabel({ key, value })).href;
const labelsOf = (id: string): string[] =>
  scene
    .workloads()
    .find(({ href }) => href === id)
    .labels.toSorted();

describe("create", () => {
  it("takes every value of the enumerations", async () => {
    const up = await run();
    const levels = Object.values(VisibilityLevel);
    const states = Object.values(LinkState);
    for (const [index, enforcementMode] of Object.values(EnforcementMode).entries()) {
      const visibilityLevel = levels[index % levels.length];
      const linkState = states[index % states.length];
      const interfaces = { eth0: { address: `10.0.0.${index + 1}`, linkState } };
      const { inputs: checked, failures } = await up.check({
        ...inputs,
        __illumioOwner: `${OWNER}${index}`,
        hostname: `web${index}`,
        interfaces,
        enforcementMode,
        visibilityLevel,
      });
      expect(failures).toEqual({});
      await up.create(checked);
    }
    const modes = scene.workloads().map(({ enforcement_mode }) => enforcement_mode);
    expect(modes.sort()).toEqual(Object.values(EnforcementMode).sort());
  });

  it("writes every field that the program names", async () => {
    const role = await label("role", "web");
    const up = await run();
    const all = {
      ...inputs,
      name: "web one",
      publicIp: "203.0.113.9",
      interfaces: {
        eth0: {
          address: "10.0.0.1",
          cidrBlock: 24,
          linkState: "up",
          defaultGatewayAddress: "10.0.0.254",
          friendlyName: "front",
          networkHref: "/orgs/1/networks/8d1f",
        },
        "eth0 second": { name: "eth0", address: "fd00::1", cidrBlock: 64 },
      },
      labels: { role: "web" },
      enforcementMode: "visibility_only",
      visibilityLevel: "flow_summary",
      servicePrincipalName: "host/web01",
      distinguishedName: "CN=web01",
      agentToPceCertificateAuthenticationId: "web01",
      serviceProvider: "aws",
      dataCenter: "us-east-1",
      dataCenterZone: "use1-az1",
      osId: "ubuntu",
      osDetail: "24.04",
      online: true,
      ignoredInterfaceNames: ["lo"],
    };
    const { inputs: checked, failures } = await up.check(all);
    expect(failures).toEqual({});
    const { id, outs } = await up.create(checked);
    expect(scene.workloads()).toMatchObject([
      {
        href: id,
        name: "web one",
        hostname: "web01",
        public_ip: "203.0.113.9",
        interfaces: [
          {
            name: "eth0",
            address: "10.0.0.1",
            cidr_block: 24,
            link_state: "up",
            default_gateway_address: "10.0.0.254",
            friendly_name: "front",
            network: { href: "/orgs/1/networks/8d1f" },
          },
          { name: "eth0", address: "fd00::1", cidr_block: 64 },
        ],
        labels: [role],
        enforcement_mode: "visibility_only",
        visibility_level: "flow_summary",
        service_principal_name: "host/web01",
        distinguished_name: "CN=web01",
        agent_to_pce_certificate_authentication_id: "web01",
        service_provider: "aws",
        data_center: "us-east-1",
        data_center_zone: "use1-az1",
        os_id: "ubuntu",
        os_detail: "24.04",
        online: true,
        ignored_interface_names: ["lo"],
        external_data_set: "illumio-iac",
        external_data_reference: `${OWNER}#${outs["ownership"].incarnation}`,
      },
    ]);
    expect(outs).toMatchObject({ ...all, href: id, managed: false, schemaVersion: 1, complete: true });
    const seen = await (await run()).read(id, outs);
    expect([seen.props, seen.inputs]).toEqual([outs, checked]);
  });

  it("names every label that does not exist, and creates nothing", async () => {
    await label("role", "web");
    const up = await run();
    const labels = { role: "web", app: "shop", env: "prod" };
    await expect(up.create({ ...inputs, labels })).rejects.toThrow(
      /app=shop, env=prod do not exist in the PCE/,
    );
    expect(scene.workloads()).toEqual([]);
  });

  it("finds a label that somebody made after the run began", async () => {
    await label("role", "web");
    const up = await run();
    await up.create({ ...inputs, labels: { role: "web" } });
    const shop = await label("app", "shop");
    const { id } = await up.create({ name: "w", labels: { app: "shop" }, __illumioOwner: "o/p/s//w" });
    expect(labelsOf(id)).toEqual([shop]);
  });

  it("of several workloads at once is one call, and each workload gets its own answer", async () => {
    const up = await run();
    const names = Array.from({ length: 40 }, (_, index) => `w${index}`);
    const created = await Promise.all(
      names.map((name) => up.create({ name, __illumioOwner: `acme/shop/dev//${name}` })),
    );
    expect(scene.newWrites()).toEqual(["PUT workloads/bulk_create"]);
    const byHref = new Map(scene.workloads().map(({ href, name }) => [href, name]));
    expect(created.map(({ id }) => byHref.get(id))).toEqual(names);
  });

  it("fails only for the item of a call that the PCE refuses", async () => {
    scene.pce.failNext({ method: "PUT", path: /bulk_create$/, fault: "partial", items: [1] });
    const up = await run();
    const results = await Promise.allSettled(
      ["a", "b", "c"].map((name) => up.create({ name, __illumioOwner: `o/p/s//${name}` })),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({ reason: { message: expect.stringContaining("workload b:") } });
  });

  it("finds the workload that it made when the answer gets lost", async () => {
    scene.pce.failNext({ method: "PUT", path: /bulk_create$/, fault: "lost" });
    const up = await run();
    const created = await Promise.all(
      ["a", "b"].map((name) => up.create({ name, __illumioOwner: `o/p/s//${name}` })),
    );
    expect(
      scene
        .workloads()
        .map(({ href }) => href)
        .sort(),
    ).toEqual(created.map(({ id }) => id).sort());
  });

  it("refuses two resources of one run that create the same host at the same moment", async () => {
    const up = await run();
    const results = await Promise.allSettled([
      up.create(inputs),
      up.create({ ...inputs, __illumioOwner: "acme/shop/dev//twin" }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(scene.workloads()).toHaveLength(1);
  });

  it("refuses the second resource with the same host also when the first waits for its labels", async () => {
    await label("role", "web");
    scene.pce.failNext({ method: "GET", path: /labels$/, fault: "slow", milliseconds: 1500 });
    const up = await run();
    const results = await Promise.allSettled([
      up.create({ ...inputs, labels: { role: "web" } }),
      up.create({ ...inputs, __illumioOwner: "acme/shop/dev//twin" }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(scene.workloads()).toHaveLength(1);
  });

  it("accepts a hostname that is the name of another workload", async () => {
    const up = await run();
    await Promise.all([
      up.create({ hostname: "db", __illumioOwner: "o/p/s//a" }),
      up.create({ name: "db", __illumioOwner: "o/p/s//b" }),
    ]);
    expect(scene.workloads()).toHaveLength(2);
  });
});

describe("a workload that exists before create", () => {
  it("is taken again and updated without a duplicate when this resource made it", async () => {
    const lost = await (await run()).create(inputs);
    const up = await run();
    const healed = await up.create({ ...inputs, hostname: "renamed meanwhile" });
    expect(healed.id).toBe(lost.id);
    expect(scene.workloads()).toMatchObject([{ href: lost.id, hostname: "renamed meanwhile" }]);
    await (await run()).delete(lost.id, lost.outs);
    expect(scene.workloads()).toHaveLength(1);
    await (await run()).delete(healed.id, healed.outs);
    expect(scene.workloads()).toEqual([]);
  });

  it("is refused when someone else made it", async () => {
    await scene.someone.createWorkload({ hostname: "web01" });
    await expect((await run()).create(inputs)).rejects.toThrow(
      /workload web01 .* was not made by this package .*adopt: true/,
    );
    expect(scene.workloads()).toHaveLength(1);
  });

  it("is refused when another stack declares it, also with adopt", async () => {
    await (await run()).create(inputs);
    const other = { ...inputs, adopt: true, __illumioOwner: "acme/shop/prod//web01" };
    await expect((await run()).create(other)).rejects.toThrow(`belongs to '${OWNER}'`);
  });

  it("is adopted: what differs is written, the mark is not, and delete leaves it", async () => {
    const [role, loc] = [await label("role", "web"), await label("loc", "paris")];
    const { href } = await scene.someone.createWorkload({
      hostname: "web01",
      description: "front end",
      labels: [{ href: loc }],
      external_data_set: "cmdb",
      external_data_reference: "42",
    });
    const up = await run();
    const { id, outs } = await up.create({ ...inputs, labels: { role: "web" }, adopt: true });
    expect(id).toBe(href);
    expect(labelsOf(id)).toEqual([role, loc].sort());
    expect(scene.workloads()).toMatchObject([
      { description: "front end", external_data_set: "cmdb", interfaces: [{ address: "10.0.0.1" }] },
    ]);
    scene.newWrites();
    await (await run()).delete(id, outs);
    expect(scene.newWrites()).toEqual([]);
  });

  it("is not deleted when the run that adopted it was killed before the state was written", async () => {
    await scene.someone.createWorkload({ hostname: "web01" });
    await (await run()).create({ ...inputs, adopt: true });
    const { id, outs } = await (await run()).create({ ...inputs, adopt: true });
    await (await run()).delete(id, outs);
    expect(scene.workloads()).toHaveLength(1);
  });

  it("is refused when several have the name", async () => {
    await scene.someone.createWorkload({ hostname: "web01" });
    await scene.someone.createWorkload({ hostname: "web01" });
    await expect((await run()).create({ ...inputs, adopt: true })).rejects.toThrow(
      "2 workloads of the PCE have this hostname",
    );
  });

  it("is found among several of one hostname by its name, as the refusal says", async () => {
    await scene.someone.createWorkload({ hostname: "web01", name: "blue" });
    const { href } = await scene.someone.createWorkload({ hostname: "web01", name: "green" });
    const asked = { ...inputs, adopt: true, name: "red" };
    const refused = await (await run()).create(asked).catch((error: Error) => error.message);
    expect(refused).toContain("`name` decides among them");
    expect(refused).toContain(`${href}, name green`);
    const { id } = await (await run()).create({ ...asked, name: "green" });
    expect(id).toBe(href);
  });

  it("is named in a warning when it differs from the one to adopt in case only", async () => {
    const { href } = await scene.someone.createWorkload({ hostname: "WEB01" });
    const up = await run();
    await up.check({ ...inputs, adopt: true, __illumioDryRun: true });
    await up.create({ ...inputs, adopt: true });
    const near = `The PCE has WEB01 (${href}), which differs only in case`;
    expect(up.stderr.split(near)).toHaveLength(3);
  });

  it("is found by name only when no hostname is given", async () => {
    await scene.someone.createWorkload({ name: "web01" });
    const up = await run();
    await up.create(inputs);
    await expect(up.create({ name: "web01", __illumioOwner: "o/p/s//n" })).rejects.toThrow("exists");
  });

  it("is taken over from another stack when takeOverFrom names its exact owner, and is deleted with the new resource", async () => {
    const theirs = { ...inputs, __illumioOwner: "acme/base/prod//web01" };
    const former = await (await run()).create(theirs);
    await expect((await run()).create(inputs)).rejects.toThrow('takeOverFrom: "acme/base/prod//web01"');
    const up = await run();
    const { id, outs } = await up.create({ ...inputs, takeOverFrom: "acme/base/prod//web01" });
    expect(id).toBe(former.id);
    expect(scene.workloads()).toMatchObject([
      { external_data_reference: `${inputs.__illumioOwner}#${outs["ownership"].incarnation}` },
    ]);
    expect(up.stderr).toContain(`is taken over from 'acme/base/prod//web01' (takeOverFrom)`);
    expect((await up.read(id, outs)).inputs).toMatchObject({ takeOverFrom: "acme/base/prod//web01" });
    await up.delete(id, outs);
    expect(scene.workloads()).toEqual([]);
  });

  it("is refused by the preview when another resource of the stack has it and keeps it", async () => {
    const { id, outs } = await (await run()).create(inputs);
    const renamed = { ...inputs, __illumioOwner: "acme/shop/dev//other", __illumioDryRun: true };
    const preview = await run();
    const { failures } = await preview.check(renamed);
    expect(failures["hostname"]).toMatch(/give it the option aliases: \[\{ name: "[^"]+" \}\]/);
    await preview.diff(id, outs, { ...inputs, hostname: "web02" });
    expect((await preview.check(renamed)).failures).toEqual({});
  });

  it("is announced by the preview already when up would refuse it", async () => {
    await scene.someone.createWorkload({ hostname: "web01" });
    const { failures } = await (await run()).check({ ...inputs, __illumioDryRun: true });
    expect(failures).toEqual({ hostname: expect.stringContaining("was not made by this package") });
  });

  it("cannot be adopted when it has a VEN", async () => {
    const { href } = await scene.someone.createWorkload({ hostname: "web01" });
    scene.pce.pairVen(href);
    await expect((await run()).create({ ...inputs, adopt: true })).rejects.toThrow("paired with a VEN");
  });
});

describe("update", () => {
  it("sends only what changed, empties what left the program, and answers full outputs", async () => {
    const { id, outs } = await (await run()).create({ ...inputs, publicIp: "203.0.113.9", online: true });
    await scene.someone.updateWorkload(id, { data_center: "by hand" });
    const { description, ...rest } = inputs;
    const news = { ...rest, osId: "ubuntu" };
    const after = await (await run()).update(id, outs, news);
    expect(scene.workloads()).toMatchObject([
      { description: "", public_ip: null, os_id: "ubuntu", online: true, data_center: "by hand" },
    ]);
    expect(after).toMatchObject({ ...news, href: id, ownership: outs["ownership"] });
    expect(after).not.toHaveProperty("description");
  });

  it("replaces the interfaces as a whole", async () => {
    const { id, outs } = await (await run()).create(inputs);
    const interfaces = { eth0: { address: "10.0.0.2" }, eth1: { address: "10.1.0.2" } };
    await (await run()).update(id, outs, { ...inputs, interfaces });
    expect(scene.workloads()[0].interfaces.map((each: { address: string }) => each.address)).toEqual([
      "10.0.0.2",
      "10.1.0.2",
    ]);
  });

  it("of several workloads together is one call", async () => {
    const names = ["a", "b", "c"];
    const up = await run();
    const created = await Promise.all(
      names.map((name) => up.create({ name, __illumioOwner: `o/p/s//${name}` })),
    );
    scene.newWrites();
    await Promise.all(
      created.map(({ id, outs }, index) =>
        up.update(id, outs, { name: names[index], osId: "x", __illumioOwner: `o/p/s//${names[index]}` }),
      ),
    );
    expect(scene.newWrites()).toEqual(["PUT workloads/bulk_update"]);
  });

  it("writes a new name of the resource into the reference", async () => {
    const { id, outs } = await (await run()).create(inputs);
    const after = await (await run()).update(id, outs, { ...inputs, __illumioOwner: "acme/shop/dev//front" });
    expect(scene.workloads()[0].external_data_reference).toBe(
      `acme/shop/dev//front#${outs["ownership"].incarnation}`,
    );
    expect(after["ownership"].reference).toBe("acme/shop/dev//front");
  });

  it("names a label that does not exist, and says which command to run when the workload is gone", async () => {
    const { id, outs } = await (await run()).create(inputs);
    const news = { ...inputs, labels: { role: "web" } };
    await expect((await run()).update(id, outs, news)).rejects.toThrow("role=web does not exist");
    await scene.someone.deleteWorkload(id);
    await expect((await run()).update(id, outs, news)).rejects.toThrow("Run pulumi refresh");
  });

  it("fails when the workload carries another mark now", async () => {
    const { id, outs } = await (await run()).create(inputs);
    await scene.someone.updateWorkload(id, { external_data_set: null, external_data_reference: null });
    await expect((await run()).update(id, outs, { ...inputs, osId: "x" })).rejects.toThrow("no longer ours");
  });
});

describe("labels", () => {
  it("are merged per key: foreign keys stay, a wanted key is replaced, a key that left the program is removed", async () => {
    const [web, db, loc, app] = [
      await label("role", "web"),
      await label("role", "db"),
      await label("loc", "paris"),
      await label("app", "shop"),
    ];
    const { id, outs } = await (await run()).create({ ...inputs, labels: { role: "web", app: "shop" } });
    await scene.someone.updateWorkload(id, { labels: [{ href: web }, { href: app }, { href: loc }] });
    const after = await (await run()).update(id, outs, { ...inputs, labels: { role: "db" } });
    expect(labelsOf(id)).toEqual([db, loc].sort());
    expect(after["labels"]).toEqual({ role: "db" });
  });

  it("that somebody exchanged are not removed when their key leaves the program", async () => {
    await label("role", "web");
    const db = await label("role", "db");
    const { id, outs } = await (await run()).create({ ...inputs, labels: { role: "web" } });
    await scene.someone.updateWorkload(id, { labels: [{ href: db }] });
    const { props } = await (await run()).read(id, outs);
    expect(props["labels"]).toEqual({ role: "db" });
    await (await run()).update(id, props, inputs);
    expect(labelsOf(id)).toEqual([db]);
  });

  it("are taken as a whole with exclusiveLabels", async () => {
    const [web, loc] = [await label("role", "web"), await label("loc", "paris")];
    const { id, outs } = await (await run()).create({ ...inputs, labels: { role: "web" } });
    await scene.someone.updateWorkload(id, { labels: [{ href: web }, { href: loc }] });
    const exclusive = { ...inputs, labels: { role: "web" }, exclusiveLabels: true };
    const after = await (await run()).update(id, outs, exclusive);
    expect(labelsOf(id)).toEqual([web]);
    await scene.someone.updateWorkload(id, { labels: [{ href: web }, { href: loc }] });
    const up = await run();
    const { props } = await up.read(id, after);
    expect(props["labels"]).toEqual({ role: "web", loc: "paris" });
    expect((await up.diff(id, props, exclusive)).changes).not.toBe(false);
    await up.update(id, props, exclusive);
    expect(labelsOf(id)).toEqual([web]);
  });

  it("are all removed by exclusiveLabels alone, and a workload without any is no difference then", async () => {
    const news = { ...inputs, exclusiveLabels: true };
    const { id, outs } = await (await run()).create(news);
    const seen = await (await run()).read(id, outs);
    expect(seen.props).toEqual(outs);
    expect(seen.inputs).toEqual({ ...news, __provider: WORKLOAD });
    await scene.someone.updateWorkload(id, { labels: [{ href: await label("role", "web") }] });
    const up = await run();
    const { props } = await up.read(id, outs);
    await up.update(id, props, news);
    expect(labelsOf(id)).toEqual([]);
  });

  it("that an adopted workload had already are left on it when their key leaves the program", async () => {
    const web = await label("role", "web");
    await label("app", "shop");
    await scene.someone.createWorkload({ hostname: "web01", labels: [{ href: web }] });
    const news = { ...inputs, adopt: true };
    const { id, outs } = await (await run()).create({ ...news, labels: { role: "web", app: "shop" } });
    await (await run()).update(id, outs, news);
    expect(labelsOf(id)).toEqual([web]);
  });

  it("that were renamed in the same run are not sent again", async () => {
    const web = await label("role", "web");
    const { id, outs } = await (await run()).create({ ...inputs, labels: { role: "web" } });
    await scene.someone.updateLabel(web, { value: "www" });
    scene.newWrites();
    const after = await (await run()).update(id, outs, { ...inputs, labels: { role: "www" } });
    expect(scene.newWrites()).toEqual([]);
    expect(after["labels"]).toEqual({ role: "www" });
  });
});

describe("read", () => {
  it("reports what the program manages and nothing else", async () => {
    await label("role", "web");
    const paris = await label("loc", "paris");
    const { id, outs } = await (await run()).create({ ...inputs, labels: { role: "web" } });
    await scene.someone.updateWorkload(id, {
      description: "by hand",
      data_center: "x",
      labels: [{ href: paris }],
      interfaces: [
        { name: "eth0", address: "10.0.0.9", cidr_block: 24, link_state: "up" },
        { name: "eth7", address: "10.7.0.1" },
      ],
    });
    const seen = await (await run()).read(id, outs);
    const live = {
      ...inputs,
      description: "by hand",
      labels: {},
      interfaces: { eth0: { address: "10.0.0.9", cidrBlock: 24 }, eth7: { address: "10.7.0.1" } },
    };
    expect(seen.inputs).toEqual({ ...live, __provider: WORKLOAD });
    expect(seen.props).toEqual({ ...outs, ...live });
  });

  it("reports no difference when nobody changed anything", async () => {
    await label("role", "web");
    const up = await run();
    const interfaces = {
      front: { name: "eth0", address: "10.0.0.1" },
      back: { name: "eth0", address: "FD00:0:0::1" },
    };
    const news = { ...inputs, labels: { role: "web" }, interfaces, publicIp: "2001:DB8::0:9" };
    const { inputs: checked } = await up.check(news);
    const { id, outs } = await up.create(checked);
    const seen = await (await run()).read(id, outs);
    expect(seen.props).toEqual(outs);
    expect(seen.inputs).toEqual(checked);
    expect((await up.diff(id, seen.props, checked)).changes).toBe(false);
  });

  it("fails rather than drop the workload when the PCE does not answer", async () => {
    const { id, outs } = await (await run()).create(inputs);
    scene.pce.failNext({ method: "GET", path: /workloads$/, fault: "5xx", status: 500, times: 20 });
    await expect((await run()).read(id, outs)).rejects.toThrow("answered 500");
  });

  it("reports nothing for a workload that is gone", async () => {
    const { id, outs } = await (await run()).create(inputs);
    await scene.someone.deleteWorkload(id);
    expect((await (await run()).read(id, outs)).id).toBe("");
  });
});

describe("delete", () => {
  it("of several workloads together is one call, and succeeds for those that are gone", async () => {
    const up = await run();
    const created = await Promise.all(
      ["a", "b", "c"].map((name) => up.create({ name, __illumioOwner: `o/p/s//${name}` })),
    );
    const destroy = await run();
    await destroy.read(created[0]!.id, created[0]!.outs);
    await scene.someone.deleteWorkload(created[0]!.id);
    scene.newWrites();
    await Promise.all(created.map(({ id, outs }) => destroy.delete(id, outs)));
    expect(scene.newWrites()).toEqual(["PUT workloads/bulk_delete"]);
    expect(scene.workloads()).toEqual([]);
  });

  it("leaves a workload that lost the mark of the resource, with a warning", async () => {
    const { id, outs } = await (await run()).create(inputs);
    await scene.someone.updateWorkload(id, { external_data_set: "cmdb", external_data_reference: "1" });
    const destroy = await run();
    await destroy.delete(id, outs);
    expect(scene.workloads()).toHaveLength(1);
    expect(destroy.stderr).toContain("workload web01");
  });
});

describe("once a VEN is paired", () => {
  async function paired() {
    await label("role", "web");
    const { id, outs } = await (await run()).create({ ...inputs, labels: {} });
    scene.pce.pairVen(id);
    return { id, outs };
  }

  it("labels, name and enforcement are still updated", async () => {
    const { id, outs } = await paired();
    const news = { ...inputs, labels: { role: "web" }, name: "n", enforcementMode: "full" };
    const after = await (await run()).update(id, outs, news);
    expect(scene.workloads()).toMatchObject([
      { name: "n", enforcement_mode: "full", labels: [expect.any(String)] },
    ]);
    expect(after["managed"]).toBe(true);
  });

  it.each([
    ["hostname", { hostname: "other" }],
    ["interfaces", { interfaces: { eth0: { address: "10.9.9.9" } } }],
    ["publicIp", { publicIp: "203.0.113.1" }],
  ])("a change of %s is an error that says why", async (field, change) => {
    const { id, outs } = await paired();
    const message = new RegExp(`paired with a VEN, which reports ${field} itself`);
    await expect((await run()).update(id, outs, { ...inputs, ...change })).rejects.toThrow(message);
    const { props } = await (await run()).read(id, outs);
    await expect((await run()).diff(id, props, { ...inputs, ...change })).rejects.toThrow(message);
  });

  it("a change is refused also when the VEN was paired after the workloads were read", async () => {
    const { id, outs } = await (await run()).create(inputs);
    const up = await run();
    await up.read(id, outs);
    scene.pce.pairVen(id);
    await expect(up.update(id, outs, { ...inputs, publicIp: "203.0.113.1" })).rejects.toThrow(
      "paired with a VEN, which reports publicIp itself",
    );
    const after = await up.update(id, outs, { ...inputs, name: "n" });
    expect(after).toMatchObject({ name: "n", managed: true });
  });

  it("fields that the VEN reports show no drift and may leave the program", async () => {
    const { id, outs } = await paired();
    const { props } = await (await run()).read(id, outs);
    expect(props).toEqual({ ...outs, managed: true });
    const news = { hostname: "web01", labels: {}, __illumioOwner: OWNER };
    await (await run()).update(id, props, news);
    expect(scene.workloads()[0].interfaces).not.toEqual([]);
  });

  it("destroy releases the workload with a warning and never unpairs it", async () => {
    const { id, outs } = await paired();
    scene.newWrites();
    const destroy = await run();
    await destroy.delete(id, outs);
    expect(scene.workloads()).toMatchObject([
      { href: id, managed: true, external_data_set: null, external_data_reference: null },
    ]);
    expect(scene.newWrites()).toEqual(["PUT workloads/bulk_update"]);
    expect(destroy.stderr).toMatch(/warning: workload web01 .* paired with a VEN and stays/);
  });

  it("destroy releases the workload also when the VEN was paired after the workloads were read", async () => {
    const { id, outs } = await (await run()).create(inputs);
    const destroy = await run();
    await destroy.read(id, outs);
    scene.pce.pairVen(id);
    await destroy.delete(id, outs);
    expect(scene.workloads()).toMatchObject([{ href: id, managed: true, external_data_set: null }]);
  });

  it("a create that finds the workload writes the fields it may and reports the rest as not written", async () => {
    await paired();
    const news = { ...inputs, name: "n", interfaces: { eth0: { address: "10.9.9.9" } } };
    const up = await run();
    await expect(up.create(news)).rejects.toMatchObject({
      initFailure: {
        id: scene.workloads()[0].href,
        properties: { complete: false, name: "n", managed: true },
        reasons: [expect.stringContaining("reports interfaces itself")],
      },
    });
    expect(scene.workloads()).toMatchObject([{ name: "n" }]);
  });
});

describe("a preview", () => {
  const missing = /warning: labels of workload web01.*: (\S+) does not exist in the PCE/g;
  const warned = (stderr: string) => [...stderr.matchAll(missing)].map(([, name]) => name);
  const previewed = { ...inputs, __illumioDryRun: true };

  it("of a create warns of a label that the PCE lacks and does not fail", async () => {
    await label("role", "web");
    const preview = await run();
    const labels = { role: "web", env: "prod", app: UNKNOWN };
    expect((await preview.check({ ...previewed, labels })).failures).toEqual({});
    await preview.check({ ...previewed, labels, __illumioDryRun: false });
    expect(warned(preview.stderr)).toEqual(["env=prod"]);
  });

  it("of an update warns of a label that is new to the program and that the PCE lacks", async () => {
    const { id, outs } = await (await run()).create(inputs);
    const preview = await run();
    const { inputs: news } = await preview.check({ ...previewed, labels: { env: "prod" } }, inputs);
    await preview.diff(id, outs, news);
    await preview.diff(id, { ...outs, labels: { env: "prod" } }, news);
    expect(warned(preview.stderr)).toEqual(["env=prod"]);
  });

  it("does not warn of a label that the program makes", async () => {
    const preview = await run();
    const env = { key: "env", value: "prod", __provider: LABEL, __illumioOwner: "acme/shop/dev//env" };
    await preview.check({ ...env, __illumioDryRun: true });
    await preview.check({ ...previewed, labels: { env: "prod" } });
    expect(warned(preview.stderr)).toEqual([]);
  });
});

describe("check", () => {
  it("reports every problem at once, each with its path", async () => {
    const { failures } = await (await run()).check({
      description: 7,
      publicIp: "10.0.0.0/8",
      interfaces: {
        eth0: { address: "10.0.0.1/24" },
        eth1: { cidrBlock: 129 },
        eth2: { address: "fe80::1", adress: "typo", linkState: "sideways" },
        eth3: { address: "10.0.0.1", cidrBlock: 33 },
        eth4: { address: "010.001.4.1" },
        eth5: { address: "::ffff:10.1.4.01" },
        a: { name: "eth9", address: "10.9.0.1" },
        b: { name: "eth9", address: "10.9.0.1" },
      },
      labels: { rol: "web", role: ["web", "db"], env: "" },
      enforcementMode: "strict",
      ignoredInterfaceNames: ["lo", 7],
      external_data_set: "mine",
    });
    expect(failures).toEqual({
      name: "is missing; a workload needs a name or a hostname",
      description: "must be text, got 7",
      publicIp: "must be an IPv4 or IPv6 address, got '10.0.0.0/8'",
      "interfaces.eth0.address":
        "must be an address alone, got '10.0.0.1/24'; write address: \"10.0.0.1\", cidrBlock: 24 (use cidrBlock)",
      "interfaces.eth1.address": "is missing",
      "interfaces.eth1.cidrBlock": "must be the length of the network prefix, 0 to 128, got 129",
      "interfaces.eth2.adress": expect.stringContaining("unknown property"),
      "interfaces.eth2.linkState": "must be up, down or unknown, got 'sideways'",
      "interfaces.eth3.cidrBlock": "must be 0 to 32 for an IPv4 address, got 33",
      "interfaces.eth4.address": "must be an IPv4 or IPv6 address, got '010.001.4.1'",
      "interfaces.eth5.address": "must be an IPv4 or IPv6 address, got '::ffff:10.1.4.01'",
      "interfaces.b": "is the same name and address as interfaces.a",
      "labels.rol": "unknown label key 'rol'; this PCE has role, app, env, loc",
      "labels.role": "a workload carries one label of a key, got 2",
      "labels.env": "must not be empty; leave it out instead",
      enforcementMode: "must be idle, visibility_only, selective or full, got 'strict'",
      "ignoredInterfaceNames[1]": "must be text, got 7",
      external_data_set: expect.stringContaining("unknown property"),
    });
  });

  it("quotes keys in paths when they are more than a word", async () => {
    const { failures } = await (await run()).check({
      name: "w",
      interfaces: {
        "eth0.100": { address: "x" },
        "a b": { name: "e", address: "10.0.0.1" },
        "c.d": { name: "e", address: "10.0.0.1" },
      },
      labels: { "ro.le": "web" },
    });
    expect(failures).toEqual({
      'interfaces["eth0.100"].address': expect.stringContaining("must be an IPv4 or IPv6 address"),
      'interfaces["c.d"]': 'is the same name and address as interfaces["a b"]',
      'labels["ro.le"]': expect.stringContaining("unknown label key"),
    });
  });

  it("sorts lists of plain values, drops repeats, and writes addresses in one way", async () => {
    const { inputs: checked } = await (await run()).check({
      name: "w",
      ignoredInterfaceNames: ["lo", "docker0", "lo"],
      interfaces: { a: { address: "FE80:0:0:0::1" } },
    });
    expect(checked).toMatchObject({
      ignoredInterfaceNames: ["docker0", "lo"],
      interfaces: { a: { address: "fe80::1" } },
    });
  });

  it("takes values that are not known yet at any depth", async () => {
    const news = {
      hostname: UNKNOWN,
      publicIp: UNKNOWN,
      online: UNKNOWN,
      interfaces: { eth0: { address: UNKNOWN, cidrBlock: UNKNOWN }, eth1: UNKNOWN },
      labels: { role: UNKNOWN },
      ignoredInterfaceNames: [UNKNOWN, "lo"],
    };
    const up = await run();
    const { inputs: checked, failures } = await up.check(news);
    expect(failures).toEqual({});
    expect(checked).toMatchObject({ ...news, ignoredInterfaceNames: expect.arrayContaining([UNKNOWN]) });
    for (const whole of ["interfaces", "labels", "ignoredInterfaceNames"]) {
      expect((await up.check({ ...news, [whole]: UNKNOWN })).failures).toEqual({});
    }
    const { id, outs } = await up.create(inputs);
    expect(await up.diff(id, outs, checked)).toEqual({ changes: undefined, replaces: [] });
  });
});
