import { isObject } from "../../cloud/resources/shape";
import { CustomResourceFailure, type CustomResourceResult } from "../cloudformation/custom-resources";
import type { ResponseUrlSubject } from "./response-url";

/** Bytes of a response document that CloudFormation reads. */
export const LARGEST_RESPONSE = 4096;
/** Bytes of a physical id. */
const LARGEST_PHYSICAL_ID = 1024;

/**
 * Reads the document that a provider put to the ResponseURL.
 *
 * The texts "Response object is too long." and "Invalid PhysicalResourceId", and the one for `FAILED`, are those of
 * CloudFormation. UNCONFIRMED: its texts for documents that are malformed in another way.
 *
 * @see AWS CloudFormation user guide, "Custom resource response objects"
 * @throws CustomResourceFailure for `FAILED`, otherwise an Error that says why the operation failed
 */
export function readResponse(body: Buffer, expected: ResponseUrlSubject): CustomResourceResult {
  if (body.length > LARGEST_RESPONSE) throw new Error("Response object is too long.");
  const document = parse(body);
  const { Status, Reason, PhysicalResourceId, NoEcho, Data } = document;
  if (Status !== "SUCCESS" && Status !== "FAILED") throw invalid("Status", Status);
  for (const [name, value] of Object.entries({
    StackId: expected.stackId,
    RequestId: expected.requestId,
    LogicalResourceId: expected.logicalId,
  })) {
    if (document[name] !== value) throw invalid(name, document[name]);
  }
  const isId = typeof PhysicalResourceId === "string" && PhysicalResourceId !== "";
  if (!isId || Buffer.byteLength(PhysicalResourceId) > LARGEST_PHYSICAL_ID) {
    throw new Error("Invalid PhysicalResourceId");
  }
  if (Status === "FAILED") {
    if (typeof Reason !== "string" || Reason === "") throw invalid("Reason", Reason);
    throw new CustomResourceFailure(
      `Received response status [FAILED] from custom resource. Message returned: ${Reason} (RequestId: ${expected.requestId})`,
      PhysicalResourceId,
    );
  }
  if (Reason !== undefined && typeof Reason !== "string") throw invalid("Reason", Reason);
  if (Data !== undefined && Data !== null && !isObject(Data)) throw invalid("Data", Data);
  if (![undefined, null, true, false, "true", "false"].includes(NoEcho as string)) {
    throw invalid("NoEcho", NoEcho);
  }
  return {
    physicalId: PhysicalResourceId,
    data: Data ?? {},
    noEcho: String(NoEcho) === "true",
    requestId: expected.requestId,
  };
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const document: unknown = JSON.parse(body.toString("utf8"));
    if (isObject(document)) return document;
  } catch {
    // The error below says it.
  }
  throw new Error("Invalid response object: it must be a JSON object.");
}

function invalid(name: string, value: unknown): Error {
  return new Error(`Invalid response object: ${name} is ${JSON.stringify(value) ?? "missing"}.`);
}
