import { DEFAULT_FORMAT, logFormatText, OWN_FORMAT } from "../../../../core/contracts/aws/flow-log-format";
import { FlowLogFormatError } from "../../../../core/errors";
import { flowLogFields } from "../../../../core/flow-logs";
import { FLOW_LOG_FIELDS, TRANSIT_GATEWAY_FORMAT } from "../../../../core/flow-logs/aws/flow-log-fields";
import { OURS, V2 } from "../reading";

test.each([
  ["names", V2.join(" ")],
  ["names with commas", V2.join(", ")],
  ["the text of a log format", logFormatText(V2)],
  ["names as Athena writes them", V2.join(" ").replaceAll("-", "_")],
])("a flow log format is read from %s", (_, text) => {
  expect(flowLogFields(text)).toEqual(V2);
});

test("the formats that AWS and this package write are known", () => {
  expect(flowLogFields(DEFAULT_FORMAT.join(" "))).toEqual(V2);
  expect(flowLogFields(OWN_FORMAT.join(" "))).toEqual(OURS);
  expect(flowLogFields(TRANSIT_GATEWAY_FORMAT.join(" "))).toHaveLength(36);
});

test("every field that AWS publishes is known once", () => {
  expect(FLOW_LOG_FIELDS.size).toBe(14 + 7 + 4 + 4 + 18 + 10 + 3 + 12);
});

test("a format with an unknown field is refused with the field, its place and what to do", () => {
  expect(() => flowLogFields("version srcaddr dstaddr srcport dstport protocol packetz")).toThrow(
    new FlowLogFormatError(
      'flow log format: field 7 of 7 is "packetz", which AWS does not publish. Take the names from the flow log\'s log format, or write - for a column to pass over.',
    ),
  );
});

test("a format with a misspelled field is refused with the field that was meant", () => {
  expect(() => flowLogFields("src-addr dstaddr srcport dstport protocol")).toThrow(
    '(did you mean "srcaddr"?)',
  );
});

test("a format that has a field twice is refused", () => {
  expect(() => flowLogFields("srcaddr dstaddr srcport dstport protocol srcport")).toThrow(
    'field 6 of 6 is "srcport" a second time',
  );
});

test.each(["srcaddr", "dstaddr", "srcport", "dstport", "protocol"])(
  "a format without %s is refused",
  (field) => {
    const fields = V2.filter((each) => each !== field);
    expect(() => flowLogFields(fields.join(" "))).toThrow(FlowLogFormatError);
    expect(() => flowLogFields(fields.join(" "))).toThrow(`${field}`);
  },
);

test("a format may have packet addresses in place of interface addresses", () => {
  expect(flowLogFields("pkt-srcaddr pkt-dstaddr srcport dstport protocol")).toHaveLength(5);
});

test("a column named - is passed over", () => {
  expect(flowLogFields("srcaddr - dstaddr - srcport dstport protocol")).toHaveLength(7);
});

test.each([
  ["an unknown field", "version srcaddr dstaddr srcport dstport protocol packetz", "packetz"],
  ["a field that comes twice", "srcaddr dstaddr srcport dstport protocol srcport", "srcport"],
  ["a missing field", "srcaddr dstaddr srcport dstport", "protocol"],
])("the error of %s has the field as a property", (_, text, field) => {
  const properties = expect.objectContaining({ name: "FlowLogFormatError", field, line: undefined });
  expect(() => flowLogFields(text)).toThrow(properties);
});
