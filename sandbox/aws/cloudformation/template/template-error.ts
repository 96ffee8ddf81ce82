import { CloudError } from "../../../cloud/cloud-error";

/** A refusal of what a client sent, as CloudFormation codes nearly all of them. */
export function invalid(message: string): CloudError {
  return new CloudError("ValidationError", message);
}
