import { refusedMessages } from "../../../../functions/aws/upload/refused-messages";

const refused = (lines: string[], failedFlows: string[], matched = true) => ({
  version: 1 as const,
  call: "call-1",
  pce: "pce.example.com:8443",
  orgId: 1,
  answeredAt: "2026-01-01T00:00:00.000Z",
  received: lines.length,
  failed: failedFlows.length,
  sent: lines.length,
  matched,
  lines,
  failedFlows,
});
const parsed = (messages: { body: string }[]) => messages.map(({ body }) => JSON.parse(body));

test("a refused message holds the PCE's words unchanged beside the lines", () => {
  const one = refused(["a"], [' "a"\r\n']);
  const [message, ...more] = refusedMessages(one);
  expect(more).toEqual([]);
  expect(JSON.parse(message!.body)).toEqual(one);
  expect(message!.attributes).toEqual({ lines: "matched", call: "call-1" });
});

test("lines that may or may not have been refused are marked", () => {
  expect(refusedMessages(refused(["a", "b"], ["?"], false))[0]!.attributes).toMatchObject({
    lines: "unmatched",
  });
});

test("a thousand of the longest lines, all returned, fit into one message", () => {
  const address = "fd00:1234:5678:9abc:def0:1234:5678:9abc";
  const lines = Array.from({ length: 1_000 }, (_, index) => `${address},${address},${40_000 + index},17`);
  expect(refusedMessages(refused(lines, lines))).toHaveLength(1);
});

test("an answer too large for one message is split over several of the same call without loss", () => {
  const lines = Array.from({ length: 999 }, (_, index) => `line ${index}`);
  const said = lines.map((line) => `${line}: ${"because ".repeat(200)}`);
  const messages = refusedMessages(refused(lines, said, false));
  expect(messages.length).toBeGreaterThan(1);
  for (const { body } of messages) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(250_000);
  expect(parsed(messages).flatMap((part) => part.lines)).toEqual(lines);
  expect(parsed(messages).flatMap((part) => part.failedFlows)).toEqual(said);
  expect(new Set(parsed(messages).map((part) => part.call))).toEqual(new Set(["call-1"]));
});

test("an overlong entry is cut, with a mark", () => {
  const [message, ...more] = refusedMessages(refused(["a"], ["x".repeat(1_000_000)], false));
  expect(more).toEqual([]);
  expect(JSON.parse(message!.body).failedFlows[0]).toMatch(/^x{10000} … \(990000 characters more\)$/);
});
