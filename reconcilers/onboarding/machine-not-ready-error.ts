import { IllumioIacError } from "../../core/errors";

/**
 * A machine takes no command now: it is stopped, its Azure agent is not ready, or another command is under way on it. The
 * message says which. That is no failure of the installation, and a later run asks again.
 */
export class MachineNotReadyError extends IllumioIacError {}

/** Compares the name, because two copies of a package break `instanceof`. */
export function isMachineNotReadyError(error: unknown): error is MachineNotReadyError {
  return error instanceof Error && error.name === "MachineNotReadyError";
}
