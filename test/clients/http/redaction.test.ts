import fc from "fast-check";
import { redactedCause, redactor } from "../../../clients/http/redaction";

test("a secret is redacted in every usual encoding", () => {
  const secret = fc
    .string({ minLength: 8, maxLength: 40, unit: "grapheme-ascii" })
    .filter((text) => text.trim().length > 6);
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (key, before, after) => {
      const clean = redactor([key]);
      const forms = [
        key,
        encodeURIComponent(key),
        Buffer.from(key).toString("base64"),
        JSON.stringify(key).slice(1, -1),
      ];
      for (const form of forms) expect(clean(`${before} ${form} ${after}`)).not.toContain(form);
    }),
  );
});

test.each([
  ["Authorization: Basic YXBpX2E6c2VjcmV0", "Authorization: Basic [redacted]"],
  ["authorization: Bearer abc.def-ghi", "authorization: Bearer [redacted]"],
  ["Token token=abcdef", "Token token=[redacted]"],
  ["Set-Cookie: session=1; Path=/", "Set-Cookie: [redacted]"],
  ["GET /api?type=op&key=LUFRPT1&cmd=x", "GET /api?type=op&key=[redacted]&cmd=x"],
  ['{"session_token":"abc","orgs":[]}', '{"session_token":"[redacted]","orgs":[]}'],
  ["client_secret=abc more", "client_secret=[redacted] more"],
  ["http://user:pw@proxy:3128", "http://[redacted]@proxy:3128"],
])("a credential is redacted in %j", (text, clean) => {
  expect(redactor([])(text)).toBe(clean);
});

test.each([
  "Label key and value must be unique [label_key_and_value_must_be_unique]",
  '{"key":"role","value":"web"}',
  "/orgs/1/labels/42 was not found",
])("a text without a credential is left as it is: %j", (text) => {
  expect(redactor(["s3cr3t-value"])(text)).toBe(text);
});

test("the cause of an error keeps only its code and its redacted message", () => {
  const original = Object.assign(new Error("connect to s3cr3t-value"), {
    code: "EPIPE",
    headers: { secret: "s3cr3t-value" },
  });
  const cause = redactedCause(original, redactor(["s3cr3t-value"]));
  expect(cause.message).toBe("connect to [redacted]");
  expect(Object.entries(cause)).toEqual([["code", "EPIPE"]]);
});

test("a word of a million letters is redacted in linear time", () => {
  const word = "a".repeat(1_000_000);
  expect(redactor([])(`${word} my_password=abc`)).toBe(`${word} my_password=[redacted]`);
});
