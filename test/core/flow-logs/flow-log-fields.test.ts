import { DEFAULT_FORMAT, logFormatText, OWN_FORMAT } from "../../../core/contracts/flow-log-format";
import { FlowLogFormatError } from "../../../core/errors";
import { flowLogFields } from "../../../core/flow-logs";
import { FLOW_LOG_FIELDS, TRANSIT_GATEWAY_FORMAT } from "../../../core/flow-logs/flow-log-fields";
import { OURS, V2 } from "./reading";

test.each([
  ["names", V2.join(" ")],
  ["names with commas", V2.join(", ")],
  ["the text of a log format", logFormatText(V2)],
  ["names as Athena writes them", V2.join(" ").replaceAll("-", "_")],
])("takes %s", (_, text) => {
  expect(flowLogFields(text)).toEqual(V2);
});

test("knows the formats that AWS and this package write", () => {
  expect(flowLogFields(DEFAULT_FORMAT.join(" "))).toEqual(V2);
  expect(flowLogFields(OWN_FORMAT.join(" "))).toEqual(OURS);
  expect(flowLogFields(TRANSIT_GATEWAY_FORMAT.join(" "))).toHaveLength(36);
});

test("knows every published field once", () => {
  expect(FLOW_LOG_FIELDS.size).toBe(14 + 7 + 4 + 4 + 18 + 10 + 3 + 12);
});

test("names an unknown field, its place and what to do", () => {
  expect(() => flowLogFields("version srcaddr dstaddr srcport dstport protocol packetz")).toThrow(
    new FlowLogFormatError(
      'flow log format: field 7 of 7 is "packetz", which AWS does not publish. Take the names from the flow log\'s log format, or write - for a column to pass over.',
    ),
  );
});

test("suggests the field that was meant", () => {
  expect(() => flowLogFields("src-addr dstaddr srcport dstport protocol")).toThrow(
    '(did you mean "srcaddr"?)',
  );
});

test("refuses a field that comes twice", () => {
  expect(() => flowLogFields("srcaddr dstaddr srcport dstport protocol srcport")).toThrow(
    'field 6 of 6 is "srcport" a second time',
  );
});

test.each(["srcaddr", "dstaddr", "srcport", "dstport", "protocol"])("asks for %s", (field) => {
  const fields = V2.filter((each) => each !== field);
  expect(() => flowLogFields(fields.join(" "))).toThrow(FlowLogFormatError);
  expect(() => flowLogFields(fields.join(" "))).toThrow(`${field}`);
});

test("takes packet addresses where the interface's are not in the format", () => {
  expect(flowLogFields("pkt-srcaddr pkt-dstaddr srcport dstport protocol")).toHaveLength(5);
});

test("passes columns over that are called -", () => {
  expect(flowLogFields("srcaddr - dstaddr - srcport dstport protocol")).toHaveLength(7);
});

test.each([
  ["an unknown field", "version srcaddr dstaddr srcport dstport protocol packetz", "packetz"],
  ["a field that comes twice", "srcaddr dstaddr srcport dstport protocol srcport", "srcport"],
  ["a missing field", "srcaddr dstaddr srcport dstport", "protocol"],
])("the error of %s has it as a property", (_, text, field) => {
  const properties = expect.objectContaining({ name: "FlowLogFormatError", field, line: undefined });
  expect(() => flowLogFields(text)).toThrow(properties);
});
