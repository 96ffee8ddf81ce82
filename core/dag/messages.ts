import { chunks } from "../reconcile/chunks";

/** Addresses in one user-id message. No limit is documented; MineMeld and panos-userid-api send 512 to 1024. */
export const ADDRESSES_PER_MESSAGE = 500;

/** One address and one tag that it gets or loses. Never an address as a whole. */
export interface TagChange {
  readonly address: string;
  readonly tag: string;
}

/**
 * One user-id message. It holds one kind only, because it is not documented which of the two kinds is applied first.
 */
export interface TagMessage {
  readonly kind: "register" | "unregister";
  readonly changes: readonly TagChange[];
}

/**
 * The messages for these changes. Tags are unregistered before others are registered, so that no address ever has more
 * tags than before and after.
 */
export function tagMessages(changes: {
  readonly unregister: readonly TagChange[];
  readonly register: readonly TagChange[];
}): TagMessage[] {
  return (["unregister", "register"] as const).flatMap((kind) =>
    chunks(changes[kind], ADDRESSES_PER_MESSAGE).map((piece) => ({ kind, changes: piece })),
  );
}
