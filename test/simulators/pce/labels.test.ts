import { type Call, startWithCall } from "./pce-call";

describe("labels of the PCE simulator", () => {
  let call: Call;
  let close: () => Promise<void>;
  beforeEach(async () => ({ call, close } = await startWithCall()));
  afterEach(() => close());

  const newLabel = (value: string, more = {}) =>
    call("POST", "/orgs/1/labels", { body: { key: "env", value, ...more } });

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

  test("are unique by key and value", async () => {
    await newLabel("prod");
    const again = await newLabel("prod");
    expect(again.status).toBe(406);
    expect(again.json).toEqual([
      { token: "label_key_and_value_must_be_unique", message: "Label key and value must be unique" },
    ]);
  });
});
