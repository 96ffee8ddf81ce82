import { readResponse } from "../../../../sandbox/aws/custom-resources/response-document";

const expected = { stackId: "stack", logicalId: "Thing", requestId: "request" };
const fits = {
  Status: "SUCCESS",
  PhysicalResourceId: "id-1",
  StackId: "stack",
  RequestId: "request",
  LogicalResourceId: "Thing",
};
const read = (document: unknown) => readResponse(Buffer.from(JSON.stringify(document)), expected);

test.each([
  [[], "Invalid response object: it must be a JSON object."],
  [{ ...fits, Status: "DONE" }, 'Invalid response object: Status is "DONE".'],
  [{ ...fits, StackId: "other" }, 'Invalid response object: StackId is "other".'],
  [{ ...fits, RequestId: "other" }, 'Invalid response object: RequestId is "other".'],
  [{ ...fits, LogicalResourceId: undefined }, "Invalid response object: LogicalResourceId is missing."],
  [{ ...fits, PhysicalResourceId: undefined }, "Invalid PhysicalResourceId"],
  [{ ...fits, Status: "FAILED", Reason: "no", PhysicalResourceId: "" }, "Invalid PhysicalResourceId"],
  [{ ...fits, PhysicalResourceId: 7 }, "Invalid PhysicalResourceId"],
  [{ ...fits, PhysicalResourceId: "x".repeat(1025) }, "Invalid PhysicalResourceId"],
  [{ ...fits, Status: "FAILED" }, "Invalid response object: Reason is missing."],
  [{ ...fits, Reason: null }, "Invalid response object: Reason is null."],
  [{ ...fits, Data: [1] }, "Invalid response object: Data is [1]."],
  [{ ...fits, NoEcho: 1 }, "Invalid response object: NoEcho is 1."],
])("the response %j is refused", (document, reason) => {
  expect(() => read(document)).toThrow(new Error(reason));
});

test.each([
  [fits, { physicalId: "id-1", data: {}, noEcho: false, requestId: "request" }],
  [
    { ...fits, Data: { a: [1] }, NoEcho: true },
    { physicalId: "id-1", data: { a: [1] }, noEcho: true, requestId: "request" },
  ],
  [
    { ...fits, Data: null, NoEcho: "true", Reason: "SUCCESS" },
    { physicalId: "id-1", data: {}, noEcho: true, requestId: "request" },
  ],
])("the response %j is read", (document, result) => {
  expect(read(document)).toEqual(result);
});

test("a response that says FAILED fails with its reason and keeps its physical id", () => {
  expect(() => read({ ...fits, Status: "FAILED", Reason: "the label exists" })).toThrow(
    expect.objectContaining({
      name: "CustomResourceFailure",
      message:
        "Received response status [FAILED] from custom resource. Message returned: the label exists (RequestId: request)",
      physicalId: "id-1",
    }),
  );
});
