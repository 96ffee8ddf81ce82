import { createHash } from "node:crypto";
import type { RunContext } from "../lifecycle/resource-provider";
import { type CustomResourceEvent, ownerOfEvent } from "./event";

/** What names a resource, and a request for it. */
type ResourceRequest = Pick<CustomResourceEvent, "StackId" | "LogicalResourceId" | "RequestId">;

/** Where the notes of a request go; they are no failures. */
export interface Notes {
  warn(message: string): void;
  say(message: string): void;
}

/**
 * The incarnation of what a request creates: a digest of the request, so a repeated one writes what the first one wrote,
 * and finds it.
 */
export function incarnationOf({ StackId, LogicalResourceId, RequestId }: ResourceRequest): string {
  return createHash("sha256")
    .update([StackId, LogicalResourceId, RequestId].join("\n"))
    .digest("hex")
    .slice(0, 8);
}

/**
 * What a provider knows of a request.
 *
 * @param owner @default that of the resource of the event
 */
export function stackRun(event: ResourceRequest, notes: Notes, owner = ownerOfEvent(event)): RunContext {
  return {
    owner,
    previewsCreate: false,
    preview: false,
    takesWithinStack: true,
    newIncarnation: () => incarnationOf(event),
    formerName: (_kind, former) => `the construct path of '${former}'`,
    release: () => "deploy the stack once without the construct, which leaves the object alone,",
    warn: (message) => notes.warn(message),
    say: (...lines) => {
      for (const line of lines) notes.say(line);
    },
  };
}
