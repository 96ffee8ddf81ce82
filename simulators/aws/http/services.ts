import type { Cloud } from "../cloud";
import type { CloudRequest, CloudResponse } from "./request";

/** Hands a signed call to the service that its signature names. */
export async function answerService(_cloud: Cloud, _request: CloudRequest): Promise<CloudResponse> {
  return { status: 501 };
}
