import { type Call, startWithCall } from "./pce-call";

describe("events of the PCE simulator", () => {
  let call: Call;
  let close: () => Promise<void>;
  let now = Date.parse("2026-03-01T12:00:00Z");
  beforeEach(async () => ({ call, close } = await startWithCall({ now: () => now })));
  afterEach(() => close());

  test("record every write, also a refused one, and no read", async () => {
    const created = (await call("POST", "/orgs/1/labels", { body: { key: "env", value: "a" } })).json;
    now += 1000;
    await call("PUT", created.href, { body: { value: "b" } });
    now += 1000;
    await call("POST", "/orgs/1/labels", { body: { key: "env", value: "b" } });
    await call("GET", created.href);
    await call("GET", "/noop", { authorization: "" });
    const { json } = await call("GET", "/orgs/1/events");
    expect(
      json.map((event: { event_type: string; status: string }) => [event.event_type, event.status]),
    ).toEqual([
      ["request.authentication_failed", "failure"],
      ["label.create", "failure"],
      ["label.update", "success"],
      ["label.create", "success"],
    ]);
    expect(json[1].action).toMatchObject({
      api_method: "POST",
      http_status_code: 406,
      errors: [{ token: "label_key_and_value_must_be_unique" }],
    });
    expect(json[2]).toMatchObject({
      severity: "info",
      created_by: { user: { href: "/users/1" } },
      resource_changes: [
        {
          resource: { label: { href: created.href } },
          change_type: "update",
          changes: { value: { before: "a", after: "b" } },
        },
      ],
    });
    expect((await call("GET", json[2].href)).json).toEqual(json[2]);

    const only = async (query: string) => (await call("GET", `/orgs/1/events?${query}`)).json.length;
    expect(await only("event_type=label.create")).toBe(2);
    expect(await only("status=failure&severity=err")).toBe(2);
    expect(await only("created_by=/users/1")).toBe(4);
    expect(await only("created_by=/users/2")).toBe(0);
    expect(await only(`timestamp[gte]=${json[2].timestamp}`)).toBe(3);
    expect(await only(`timestamp[lte]=${json[2].timestamp}`)).toBe(2);
    expect((await call("GET", "/orgs/1/events?timestamp[gte]=2026-03-01")).status).toBe(406);
  });
});
