import { externalPair } from "../../../../core/ownership/external-pair";
import { shortened } from "../../../../core/ownership/owner-reference";
import { LABEL, PceScene, pceConfig } from "../pce-scene";

const OWNER = "acme/shop/dev//web";
const inputs = { key: "role", value: "web", __illumioOwner: OWNER };

let scene: PceScene;

beforeEach(async () => {
  scene = await PceScene.open();
});
afterEach(() => scene.close());

it("create makes a label that carries its owner and returns its href", async () => {
  const up = await scene.run(LABEL);
  const { id, outs } = await up.create(inputs);
  const incarnation = outs["ownership"].incarnation;
  expect(scene.labels()).toMatchObject([
    {
      href: id,
      key: "role",
      value: "web",
      external_data_set: "illumio-iac",
      external_data_reference: `${OWNER}#${incarnation}`,
    },
  ]);
  expect(incarnation).toMatch(/^[0-9a-f]{8}$/);
  const { host, port } = scene.pce;
  expect(outs).toEqual({
    ...inputs,
    href: id,
    schemaVersion: 1,
    complete: true,
    ownership: { host, port, orgId: 1, reference: OWNER, incarnation, adopted: false },
    __provider: LABEL,
  });
});

describe("a label that exists before create", () => {
  it("is taken again when this resource made it, with a new incarnation and without a duplicate", async () => {
    const lost = await (await scene.run(LABEL)).create(inputs);
    const healed = await (await scene.run(LABEL)).create(inputs);
    expect(healed.id).toBe(lost.id);
    expect(scene.labels()).toHaveLength(1);
    expect(healed.outs["ownership"].incarnation).not.toBe(lost.outs["ownership"].incarnation);
    expect(scene.labels()[0].external_data_reference).toBe(
      `${OWNER}#${healed.outs["ownership"].incarnation}`,
    );
  });

  it("is refused when someone else made it", async () => {
    await scene.someone.createLabel({ key: "role", value: "web", external_data_set: "cmdb" });
    const up = await scene.run(LABEL);
    await expect(up.create(inputs)).rejects.toThrow(/label role=web exists .*'cmdb'.*adopt: true/);
  });

  it("is taken over with adopt, without a single write, and is left in place by delete", async () => {
    const { href } = await scene.someone.createLabel({ key: "role", value: "web" });
    scene.newWrites();
    const up = await scene.run(LABEL);
    const { id, outs } = await up.create({ ...inputs, adopt: true });
    expect(id).toBe(href);
    await up.delete(id, outs);
    expect(scene.newWrites()).toEqual([]);
    expect(scene.labels()).toHaveLength(1);
  });

  it("is named in a warning of preview and up when it differs from the one to adopt in case only", async () => {
    const { href } = await scene.someone.createLabel({ key: "role", value: "Web" });
    await scene.someone.createLabel({ key: "app", value: "Web" });
    const near = `The PCE has role=Web (${href}), which differs only in case`;
    const preview = await scene.run(LABEL);
    await preview.check({ ...inputs, adopt: true, __illumioDryRun: true });
    expect(preview.stderr).toContain(near);
    const silent = await scene.run(LABEL);
    await silent.check({ ...inputs, __illumioDryRun: true });
    expect(silent.stderr).toBe("");
    const up = await scene.run(LABEL);
    await up.create({ ...inputs, adopt: true });
    expect(up.stderr).toContain(near);
    expect(scene.labels()).toHaveLength(3);
  });

  it("stays someone else's when the run that adopted it was killed before the state was written", async () => {
    await scene.someone.createLabel({ key: "role", value: "web" });
    await (await scene.run(LABEL)).create({ ...inputs, adopt: true });
    const { id, outs } = await (await scene.run(LABEL)).create({ ...inputs, adopt: true });
    await (await scene.run(LABEL)).delete(id, outs);
    expect(scene.labels()).toHaveLength(1);
  });

  it.each([{}, { adopt: true }])("is refused when another stack declares it, also with %j", async (extra) => {
    await (await scene.run(LABEL)).create(inputs);
    const other = { ...inputs, ...extra, __illumioOwner: "acme/shop/prod//web" };
    const up = await scene.run(LABEL);
    await expect(up.create(other)).rejects.toThrow("belongs to 'acme/shop/dev//web'");
  });

  describe("of another stack", () => {
    const theirs = { ...inputs, __illumioOwner: "acme/base/prod//role" };
    const takingOver = { ...inputs, takeOverFrom: "acme/base/prod//role" };

    it("is refused with the takeOverFrom to write, is taken over with it, and is then deleted by destroy", async () => {
      const former = await (await scene.run(LABEL)).create(theirs);
      const up = await scene.run(LABEL);
      await expect(up.create(inputs)).rejects.toThrow(
        'if that stack is gone or gave it up, take it over with takeOverFrom: "acme/base/prod//role"',
      );
      const { id, outs } = await up.create(takingOver);
      expect(id).toBe(former.id);
      const mark = `${OWNER}#${outs["ownership"].incarnation}`;
      expect(scene.labels()).toMatchObject([{ external_data_reference: mark }]);
      expect(up.stderr).toContain(
        "warning: label role=web is taken over from 'acme/base/prod//role' (takeOverFrom)",
      );
      expect((await up.diff(id, outs, inputs)).changes).toBe(false);
      expect((await up.read(id, outs)).inputs).toMatchObject(takingOver);
      const late = await scene.run(LABEL);
      await expect(late.update(id, former.outs, { ...theirs, value: "x" })).rejects.toThrow("no longer ours");
      await late.delete(id, former.outs);
      expect(scene.labels()).toHaveLength(1);
      await up.delete(id, outs);
      expect(scene.labels()).toEqual([]);
    });

    it.each(["acme/base/prod", "acme/base/prod//", "acme/base/prod//rol", "acme/base/dev//role"])(
      "is refused when takeOverFrom names %s",
      async (takeOverFrom) => {
        await (await scene.run(LABEL)).create(theirs);
        const up = await scene.run(LABEL);
        await expect(up.create({ ...inputs, takeOverFrom })).rejects.toThrow(
          `and takeOverFrom names '${takeOverFrom}'`,
        );
      },
    );

    it("is not adopted without an owner only because takeOverFrom is set", async () => {
      await scene.someone.createLabel({ key: "role", value: "web" });
      await expect((await scene.run(LABEL)).create(takingOver)).rejects.toThrow("adopt: true");
    });

    it("is announced by the preview with the same result as up", async () => {
      await (await scene.run(LABEL)).create(theirs);
      const preview = await scene.run(LABEL);
      const failed = await preview.check({ ...inputs, __illumioDryRun: true });
      expect(failed.failures["value"]).toContain('takeOverFrom: "acme/base/prod//role"');
      expect((await preview.check({ ...takingOver, __illumioDryRun: true })).failures).toEqual({});
      expect(preview.stderr).toContain("label role=web is taken over from 'acme/base/prod//role'");
    });

    it("is taken over under the whole name of a resource whose mark was too long", async () => {
      const long = `acme/base/prod//${"x".repeat(300)}`;
      await scene.someone.createLabel({
        key: "role",
        value: "web",
        ...externalPair(shortened(long), "00000001"),
      });
      await (await scene.run(LABEL)).create({ ...inputs, takeOverFrom: long });
      expect(scene.labels()[0].external_data_reference).toMatch(OWNER);
    });
  });

  it("belongs to one of two stacks that create it at the same moment", async () => {
    const [one, two] = await Promise.all([scene.run(LABEL), scene.run(LABEL)]);
    const results = await Promise.allSettled([
      one.create(inputs),
      two.create({ ...inputs, __illumioOwner: "acme/shop/prod//web" }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(scene.labels()).toHaveLength(1);
  });
});

it("create finds the label it just made when the answer gets lost", async () => {
  scene.pce.failNext({ method: "POST", path: /labels$/, fault: "lost" });
  const { id } = await (await scene.run(LABEL)).create(inputs);
  expect(scene.labels()).toMatchObject([{ href: id }]);
});

describe("update", () => {
  it("renames the label in place with one call", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    scene.newWrites();
    const news = { ...inputs, value: "www" };
    const after = await (await scene.run(LABEL)).update(id, outs, news);
    expect(scene.newWrites()).toEqual([`PUT labels/${id.split("/").at(-1)}`]);
    expect(scene.labels()).toMatchObject([{ href: id, value: "www" }]);
    expect(after).toEqual({ ...outs, value: "www" });
  });

  it("writes a new name of the resource into the reference and keeps the incarnation", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    const renamed = { ...inputs, __illumioOwner: "acme/shop/dev//front" };
    const after = await (await scene.run(LABEL)).update(id, outs, renamed);
    const reference = `acme/shop/dev//front#${outs["ownership"].incarnation}`;
    expect(scene.labels()).toMatchObject([{ href: id, external_data_reference: reference }]);
    await (await scene.run(LABEL)).delete(id, after);
    expect(scene.labels()).toEqual([]);
  });

  it("sends only what the program changed, also where somebody renamed the label meanwhile", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    await scene.someone.updateLabel(id, { value: "by hand" });
    await (await scene.run(LABEL)).update(id, outs, { ...inputs, __illumioOwner: "acme/shop/dev//front" });
    expect(scene.labels()).toMatchObject([{ value: "by hand" }]);
  });

  it("fails when the label now carries another mark", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    await scene.someone.updateLabel(id, { external_data_set: "cmdb", external_data_reference: "42" });
    const up = await scene.run(LABEL);
    await expect(up.update(id, outs, { ...inputs, value: "www" })).rejects.toThrow(
      "no longer ours: its external reference is 'cmdb' '42'",
    );
    expect(scene.labels()).toMatchObject([{ value: "web" }]);
  });

  it("says what to type when the label is gone", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    await scene.someone.deleteLabel(id);
    const up = await scene.run(LABEL);
    await expect(up.update(id, outs, { ...inputs, value: "www" })).rejects.toThrow("Run pulumi refresh");
  });
});

describe("read", () => {
  it("reports what somebody changed, as outputs and as inputs", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    await scene.someone.updateLabel(id, { value: "by hand" });
    const seen = await (await scene.run(LABEL)).read(id, outs);
    expect(seen.props).toEqual({ ...outs, value: "by hand" });
    expect(seen.inputs).toEqual({ ...inputs, value: "by hand", __provider: LABEL });
  });

  it("reports nothing for a label that is gone", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    await scene.someone.deleteLabel(id);
    expect((await (await scene.run(LABEL)).read(id, outs)).id).toBe("");
  });

  it("fails for a label that the resource never owned and that does not exist, because the engine would not notice", async () => {
    const up = await scene.run(LABEL);
    await expect(up.read("/orgs/1/labels/999", inputs)).rejects.toThrow("/orgs/1/labels/999 does not exist");
  });

  it("fails rather than drop the label when the PCE does not answer", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    scene.pce.failNext({ method: "GET", path: /labels$/, fault: "5xx", status: 500, times: 20 });
    await expect((await scene.run(LABEL)).read(id, outs)).rejects.toThrow("answered 500");
  });
});

describe("delete", () => {
  it("removes the label", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    await (await scene.run(LABEL)).delete(id, outs);
    expect(scene.labels()).toEqual([]);
  });

  it("leaves the label that a later create found", async () => {
    const first = await (await scene.run(LABEL)).create(inputs);
    const second = await (await scene.run(LABEL)).create(inputs);
    await (await scene.run(LABEL)).delete(first.id, first.outs);
    expect(scene.labels()).toMatchObject([{ href: second.id }]);
    await (await scene.run(LABEL)).delete(second.id, second.outs);
    expect(scene.labels()).toEqual([]);
  });

  it("succeeds when the label is gone", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    await scene.someone.deleteLabel(id);
    await (await scene.run(LABEL)).delete(id, outs);
  });

  it("names the label and the workload that carries it", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    const { href } = await scene.someone.createWorkload({ hostname: "db01", labels: [{ href: id }] });
    await expect((await scene.run(LABEL)).delete(id, outs)).rejects.toThrow(
      `label role=web (${id}) cannot be deleted: workload db01 (${href}) carries it. Take the label off it`,
    );
    expect(scene.labels()).toHaveLength(1);
  });

  it("names ten of the workloads that carry it, and the number of the rest", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    const carrier = { labels: [{ href: id }] };
    for (let count = 0; count < 12; count++)
      await scene.someone.createWorkload({ name: `w${count}`, ...carrier });
    await scene.someone.createWorkload({ name: "without" });
    const failed = await (await scene.run(LABEL)).delete(id, outs).catch((error: Error) => error.message);
    expect(failed).toMatch(
      /cannot be deleted: 12 workloads (w\d+ \(\S+\), ){9}w\d+ \(\S+\) and 2 more carry it/,
    );
    expect(failed).not.toContain("without");
  });

  it("leaves a label whose state was written by hand", async () => {
    const { id } = await (await scene.run(LABEL)).create(inputs);
    await (await scene.run(LABEL)).delete(id, { ...inputs, href: id });
    expect(scene.labels()).toHaveLength(1);
  });
});

describe("diff", () => {
  it("replaces for another key and leaves the rest to the engine", async () => {
    const up = await scene.run(LABEL);
    const { id, outs } = await up.create(inputs);
    expect(await up.diff(id, outs, { ...inputs, key: "app" })).toEqual({
      changes: undefined,
      replaces: ["key"],
    });
    expect(await up.diff(id, outs, { ...inputs, value: "www" })).toEqual({
      changes: undefined,
      replaces: [],
    });
    expect(await up.diff(id, outs, { ...inputs, __illumioOwner: "a/b/c//d" })).toEqual({
      changes: undefined,
      replaces: [],
    });
  });

  it("announces nothing for adopt alone, which counts at create only", async () => {
    const up = await scene.run(LABEL);
    const { id, outs } = await up.create(inputs);
    expect((await up.diff(id, outs, { ...inputs, adopt: true })).changes).toBe(false);
  });

  it("announces no replacement for a key that is not known yet", async () => {
    const up = await scene.run(LABEL);
    const { id, outs } = await up.create(inputs);
    const unknown = { ...inputs, key: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
    expect(await up.diff(id, outs, unknown)).toEqual({ changes: undefined, replaces: [] });
  });
});

describe("check", () => {
  it("reports every problem at once, each with its property", async () => {
    const up = await scene.run(LABEL);
    const { failures } = await up.check({ key: "rol", adopt: "yes", colour: "red" });
    expect(failures).toEqual({
      key: "unknown label key 'rol'; this PCE has role, app, env, loc",
      value: "is missing",
      adopt: expect.stringContaining("true or false"),
      colour: expect.stringContaining(
        "unknown property; known are key, value, adopt, takeOverFrom, connection",
      ),
    });
  });

  it("refuses what the PCE keeps for itself", async () => {
    const { failures } = await (await scene.run(LABEL)).check({ key: "env", value: "All Environments" });
    expect(failures).toEqual({ value: "'All Environments' is reserved by the PCE" });
  });

  it("asks the PCE for its label keys once for all labels, and only for keys that are not built in", async () => {
    const up = await scene.run(LABEL);
    await up.check(inputs);
    expect(scene.newCalls()).toEqual([]);
    const answers = await Promise.all([1, 2, 3].map(() => up.check({ ...inputs, key: "bu" })));
    expect(answers.every(({ failures }) => "key" in failures)).toBe(true);
    expect(scene.newCalls()).toEqual(["GET label_dimensions"]);
  });

  it("takes values that are not known yet, keeps the preview flag out of the inputs, and needs no settings", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const up = await scene.run(LABEL, {});
    const news = { key: unknown, value: unknown, connection: unknown, __illumioOwner: OWNER };
    const { inputs: checked, failures } = await up.check({ ...news, __illumioDryRun: true });
    expect(failures).toEqual({});
    expect(checked).toEqual({ ...news, __provider: LABEL });
  });
});

describe("the preview of a create", () => {
  const previewed = { ...inputs, __illumioDryRun: true };

  describe("of a label that another resource of the stack has", () => {
    const renamed = { ...previewed, __illumioOwner: "acme/shop/dev//front" };

    it("is refused with the alias to write, as up does", async () => {
      await (await scene.run(LABEL)).create(inputs);
      const { failures } = await (await scene.run(LABEL)).check(renamed);
      expect(failures["value"]).toContain('give it the option aliases: [{ name: "web" }]');
      const up = await scene.run(LABEL);
      await expect(up.create({ ...inputs, __illumioOwner: "acme/shop/dev//front" })).rejects.toThrow(
        'give it the option aliases: [{ name: "web" }]',
      );
    });

    it.each([
      { ...inputs, value: "www" },
      { ...inputs, key: "app" },
    ])("passes when the other resource had the label before and becomes %j", async (news) => {
      const { id, outs } = await (await scene.run(LABEL)).create(inputs);
      const preview = await scene.run(LABEL);
      await preview.check({ ...news, __illumioDryRun: true }, inputs);
      await preview.diff(id, outs, news);
      expect((await preview.check(renamed)).failures).toEqual({});
    });

    it("is refused when the other resource keeps it", async () => {
      const { id, outs } = await (await scene.run(LABEL)).create(inputs);
      const preview = await scene.run(LABEL);
      await preview.check(previewed, inputs);
      await preview.diff(id, outs, inputs);
      expect(Object.keys((await preview.check(renamed)).failures)).toEqual(["value"]);
    });
  });

  it("announces a label that up would refuse", async () => {
    await scene.someone.createLabel({ key: "role", value: "web" });
    const preview = await scene.run(LABEL);
    expect((await preview.check(previewed)).failures).toEqual({
      value: expect.stringContaining("was not made by this package"),
    });
    expect((await preview.check({ ...previewed, adopt: true })).failures).toEqual({});
    expect((await preview.check(previewed, inputs)).failures).toEqual({});
    expect((await preview.check({ ...previewed, __illumioDryRun: false })).failures).toEqual({});
  });

  it("announces another stack's label", async () => {
    await (await scene.run(LABEL)).create(inputs);
    const preview = await scene.run(LABEL);
    const prod = { ...previewed, __illumioOwner: "acme/shop/prod//web" };
    expect(Object.keys((await preview.check(prod)).failures)).toEqual(["value"]);
  });

  it("reads once for all labels", async () => {
    const preview = await scene.run(LABEL);
    await Promise.all(["a", "b", "c"].map((value) => preview.check({ ...previewed, value })));
    expect(scene.newCalls()).toEqual(["GET labels"]);
  });

  it("succeeds with one warning when the PCE does not answer", async () => {
    scene.pce.failNext({ path: /labels$/, fault: "5xx", status: 500, times: 20 });
    const preview = await scene.run(LABEL);
    for (const value of ["a", "b"]) {
      expect((await preview.check({ ...previewed, value })).failures).toEqual({});
    }
    expect(preview.stderr.match(/warning: the preview could not look up/g)).toHaveLength(1);
  });
});

it("a run reads the labels once for all its resources", async () => {
  const up = await scene.run(LABEL);
  const created = await Promise.all(
    ["a", "b", "c", "d"].map((value) => up.create({ key: "role", value, __illumioOwner: `o/p/s//${value}` })),
  );
  scene.newCalls();
  const refresh = await scene.run(LABEL);
  await Promise.all(created.map(({ id, outs }) => refresh.read(id, outs)));
  expect(scene.newCalls()).toEqual(["GET labels"]);
});

it("outputs never contain credentials", async () => {
  const { outs } = await (await scene.run(LABEL, pceConfig(scene.pce))).create(inputs);
  expect(JSON.stringify(outs)).not.toContain(scene.pce.apiKeySecret);
  expect(JSON.stringify(outs)).not.toContain(scene.pce.apiKeyUsername);
});
