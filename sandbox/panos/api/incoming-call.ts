import type { CallPattern as Pattern } from "../../http/interventions";
import type { PanosRequest } from "./request-log";

/** A call that has come in and has not been looked at yet. */
export type IncomingCall = Pick<PanosRequest, "node" | "label" | "params">;

/** A text matches the start of the label. */
export type CallPattern = Pattern<IncomingCall>;
