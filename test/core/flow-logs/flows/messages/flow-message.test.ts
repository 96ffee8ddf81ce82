import { readFlowMessage } from "../../../../../core/flow-logs/flows/messages/flow-message";

const DECIDED = "10.1.4.20,10.1.9.31,5432,6";
const UNDECIDED = "10.1.4.20,7,10.1.9.31,8,17,1,1";

test.each([
  ["a head that is none", "flows\n", 1],
  ["another version", "illumio-flows/2 0 0\nend\n", 1],
  ["a flow", `illumio-flows/1 2 1\n${DECIDED}\n10.1.4.20\n${UNDECIDED}\nend\n`, 3],
  ["a connection", `illumio-flows/1 1 2\n${DECIDED}\n${UNDECIDED}\n10.1.4.20\nend\n`, 4],
  ["no line: a message that was cut", `illumio-flows/1 2 0\n${DECIDED}\n`, undefined],
])("the error of a damaged message has the number of the line that holds %s", (_, body, line) => {
  const properties = expect.objectContaining({ name: "FlowLogFormatError", line, field: undefined });
  expect(() => readFlowMessage(body)).toThrow(properties);
});
