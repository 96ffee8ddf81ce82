jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import fc from "fast-check";
import { mayHaveBeenApplied, type PceClient } from "../../../clients/pce";
import { isConflictError } from "../../../core/errors";
import type { PceSimulator } from "../../../sandbox/pce";
import { all, clientOf, closeAll, failureOf, requestsOf, startPce } from "./fixtures";

let pce: PceSimulator;
let client: PceClient;
beforeEach(async () => {
  pce = await startPce();
  client = clientOf(pce);
});
afterEach(closeAll);

test("a label is created, read, changed and deleted", async () => {
  const label = await client.createLabel({
    key: "env",
    value: "prod",
    external_data_set: "s",
    external_data_reference: "r",
  });
  expect(label).toMatchObject({
    key: "env",
    value: "prod",
    external_data_set: "s",
    external_data_reference: "r",
  });
  await client.updateLabel(label.href, {
    value: "production",
    external_data_set: null,
    external_data_reference: null,
  });
  const changed = await client.getLabel(label.href);
  expect(changed).toMatchObject({ href: label.href, key: "env", value: "production" });
  expect(changed?.external_data_set ?? null).toBeNull();
  await client.deleteLabel(label.href);
  expect(await client.getLabel(label.href)).toBeUndefined();
});

test("a delete succeeds when the label is gone or never existed", async () => {
  const { href } = await client.createLabel({ key: "env", value: "prod" });
  await client.deleteLabel(href);
  await client.deleteLabel(href);
  await client.deleteLabel("/orgs/1/labels/99999");
  expect((await requestsOf(pce, client)).map(({ status }) => status)).toEqual([201, 204, 406, 404]);
});

test("a delete whose answer was lost is sent again and succeeds", async () => {
  const { href } = await client.createLabel({ key: "env", value: "prod" });
  pce.failNext({ method: "DELETE", fault: "lost" });
  await client.deleteLabel(href);
  expect((await requestsOf(pce, client)).slice(1).map(({ status }) => status)).toEqual([0, 406]);
});

test("a label in use is not deleted, and the error says what uses it", async () => {
  const { href } = await client.createLabel({ key: "env", value: "prod" });
  await client.createWorkload({ name: "web", labels: [{ href }] });
  const error = await failureOf<Error & { tokens: string[] }>(client.deleteLabel(href));
  expect(error.tokens).toEqual(["label_still_has_associated_agent_info"]);
  expect(await client.getLabel(href)).toBeDefined();
});

test("a create of a label that exists is a conflict", async () => {
  await client.createLabel({ key: "env", value: "prod" });
  const error = await failureOf(client.createLabel({ key: "env", value: "prod" }));
  expect(isConflictError(error)).toBe(true);
  expect(mayHaveBeenApplied(error)).toBe(false);
});

test("a create whose answer was lost is not sent again, and says that it may have been applied", async () => {
  pce.failNext({ method: "POST", fault: "lost" });
  const error = await failureOf(client.createLabel({ key: "env", value: "prod" }));
  expect(mayHaveBeenApplied(error)).toBe(true);
  expect(client.calls).toBe(1);
  expect(await client.findLabel("env", "prod")).toMatchObject({ value: "prod" });
});

test("a create that was refused with 429 is sent again", async () => {
  pce.failNext({ method: "POST", fault: "429", retryAfterInSeconds: 0 });
  await client.createLabel({ key: "env", value: "prod" });
  expect((await requestsOf(pce, client)).map(({ status }) => status)).toEqual([429, 201]);
});

test("a label is found exactly among those that contain its text", async () => {
  for (const value of ["web-1", "xweb", "Web", "we"]) await client.createLabel({ key: "role", value });
  expect(await client.findLabel("role", "web")).toBeUndefined();
  const { href } = await client.createLabel({ key: "role", value: "web" });
  await client.createLabel({ key: "app", value: "web" });
  expect(await client.findLabel("role", "web")).toMatchObject({ href });
  await client.deleteLabel(href);
  expect(await client.findLabel("role", "web")).toBeUndefined();
});

test("a label is found again whatever characters its value holds", async () => {
  const value = fc
    .string({ minLength: 1, maxLength: 30, unit: "grapheme" })
    .filter((text) => text.trim() !== "");
  await fc.assert(
    fc.asyncProperty(value, async (text) => {
      const known = await client.findLabel("app", text);
      const { href } = known ?? (await client.createLabel({ key: "app", value: text }));
      expect((await client.findLabel("app", text))?.href).toBe(href);
    }),
    { numRuns: 30 },
  );
});

test("a label is found among more than 500 that contain its text", async () => {
  for (let n = 0; n < 520; n++) await client.createLabel({ key: "app", value: `shop${n}` });
  const { href } = await client.createLabel({ key: "app", value: "shop" });
  expect((await client.findLabel("app", "shop"))?.href).toBe(href);
});

test("a client lists the built-in label dimensions", async () => {
  const keys = (await all(client.listLabelDimensions())).map(({ key }) => key);
  expect(keys.sort()).toEqual(["app", "env", "loc", "role"]);
});

test.each([
  "labels/42",
  "https://evil.example/orgs/1/labels/1",
  "/orgs/1/../../users/1",
  "/orgs/1/labels/1?x=1",
  "",
])("the text '%s' is refused as an href", async (href) => {
  const error = await failureOf(client.getLabel(href));
  expect(error.message).toBe(`href: must look like /orgs/1/labels/42, got '${href}'`);
  expect(pce.counters.requests).toBe(0);
});
