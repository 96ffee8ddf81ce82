import { type Call, startWithCall } from "./pce-call";

describe("labels of the PCE simulator", () => {
  let call: Call;
  let close: () => Promise<void>;
  beforeEach(async () => ({ call, close } = await startWithCall()));
  afterEach(() => close());

  const newLabel = (value: string, more = {}) =>
    call("POST", "/orgs/1/labels", { body: { key: "env", value, ...more } });
  const tokens = ({ json }: { json: { token: string }[] }) => json.map(({ token }) => token);

  test("are created with an integer href, read, changed and found by part of their value", async () => {
    const created = await newLabel("Production", {
      external_data_set: "iac",
      external_data_reference: "env/prod",
    });
    expect(created.status).toBe(201);
    expect(created.json).toEqual({
      href: expect.stringMatching(/^\/orgs\/1\/labels\/[1-9]\d*$/),
      deleted: false,
      key: "env",
      value: "Production",
      external_data_set: "iac",
      external_data_reference: "env/prod",
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      updated_at: expect.any(String),
      created_by: { href: "/users/1" },
      updated_by: { href: "/users/1" },
    });
    const changed = await call("PUT", created.json.href, {
      body: { value: "prod", external_data_set: null },
    });
    expect(changed).toMatchObject({ status: 204, text: "" });
    const read = await call("GET", created.json.href);
    expect(read.json).toMatchObject({
      value: "prod",
      external_data_set: null,
      external_data_reference: "env/prod",
    });
    await newLabel("test");
    const found = await call("GET", "/orgs/1/labels?key=env&value=RO");
    expect(found.json.map(({ value }: { value: string }) => value)).toEqual(["prod"]);
  });

  test("are refused at create and update when key and value are taken", async () => {
    await newLabel("prod");
    const again = await newLabel("prod");
    expect(again.status).toBe(406);
    expect(again.headers["content-type"]).toBe("application/json");
    expect(again.json).toEqual([
      { token: "label_key_and_value_must_be_unique", message: "Label key and value must be unique" },
    ]);
    const other = await newLabel("test");
    const renamed = await call("PUT", other.json.href, { body: { value: "prod" } });
    expect(tokens(renamed)).toEqual(["label_key_and_value_must_be_unique"]);
  });

  test.each([
    ["an attribute outside the schema", { key: "env", value: "x", href: "/orgs/1/labels/9" }],
    ["no value", { key: "env" }],
    ["a value of another type", { key: "env", value: 5 }],
    ["a key that is no label type", { key: "planet", value: "earth" }],
    ["a reserved value", { key: "env", value: "All Environments" }],
  ])("are refused with %s", async (_, body) => {
    const refused = await call("POST", "/orgs/1/labels", { body });
    expect([refused.status, tokens(refused)]).toEqual([406, ["input_validation_error"]]);
  });

  test("never change their key", async () => {
    const { json } = await newLabel("prod");
    const refused = await call("PUT", json.href, { body: { key: "app" } });
    expect([refused.status, tokens(refused)]).toEqual([406, ["input_validation_error"]]);
    expect(refused.json[0].message).toContain('["key"]');
    expect(refused.json[0].message).toContain("labels_put");
  });

  test("are read as deleted after a delete, listed only when asked for, and made again with a new href", async () => {
    const { json } = await newLabel("prod");
    expect(await call("DELETE", json.href)).toMatchObject({ status: 204, text: "" });
    expect((await call("GET", json.href)).json).toMatchObject({ deleted: true, value: "prod" });
    expect((await call("GET", "/orgs/1/labels")).json).toEqual([]);
    expect((await call("GET", "/orgs/1/labels?include_deleted=true")).json).toHaveLength(1);
    const again = await call("DELETE", json.href);
    expect([again.status, tokens(again)]).toEqual([406, ["label_already_deleted"]]);
    const made = await newLabel("prod");
    expect(made.status).toBe(201);
    expect(made.json.href).not.toBe(json.href);
  });

  test("cannot be deleted while a workload has them, and show who uses them", async () => {
    const { href } = (await newLabel("prod")).json;
    const body = { name: "web", labels: [{ href }] };
    const workload = (await call("POST", "/orgs/1/workloads", { body })).json;
    const refused = await call("DELETE", href);
    expect([refused.status, tokens(refused)]).toEqual([406, ["label_still_has_associated_agent_info"]]);
    const used = await call("GET", "/orgs/1/labels?usage=true");
    expect(used.json[0].usage).toMatchObject({ workload: true, label_group: false });
    await call("DELETE", workload.href);
    expect((await call("DELETE", href)).status).toBe(204);
  });
});

describe("label types of the PCE simulator", () => {
  let call: Call;
  let close: () => Promise<void>;
  beforeEach(async () => ({ call, close } = await startWithCall()));
  afterEach(() => close());

  test("start with the four built-in ones, under UUID hrefs", async () => {
    const { json } = await call("GET", "/orgs/1/label_dimensions");
    expect(json.map(({ key }: { key: string }) => key)).toEqual(["role", "app", "env", "loc"]);
    expect(json[0].href).toMatch(
      /^\/orgs\/1\/label_dimensions\/[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  });

  test("can be added up to 20, and labels of them can then be made", async () => {
    for (let i = 5; i <= 20; i++) {
      const body = { key: `k${i}`, display_name: `Type ${i}` };
      expect((await call("POST", "/orgs/1/label_dimensions", { body })).status).toBe(201);
    }
    const body = { key: "k21", display_name: "One too many" };
    expect((await call("POST", "/orgs/1/label_dimensions", { body })).status).toBe(406);
    expect((await call("POST", "/orgs/1/labels", { body: { key: "k5", value: "v" } })).status).toBe(201);
  });

  test("cannot be deleted while labels of them exist", async () => {
    const body = { key: "bu", display_name: "Business unit" };
    const { href } = (await call("POST", "/orgs/1/label_dimensions", { body })).json;
    const label = (await call("POST", "/orgs/1/labels", { body: { key: "bu", value: "Retail" } })).json;
    expect((await call("DELETE", href)).status).toBe(406);
    await call("DELETE", label.href);
    expect((await call("DELETE", href)).status).toBe(204);
    expect((await call("GET", href)).json.deleted).toBe(true);
  });
});
