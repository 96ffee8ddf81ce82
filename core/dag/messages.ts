import { chunks } from "../changes/chunks";

/** Addresses in one message. Nobody documents a limit; 512 to 1024 are what others send (MineMeld, panos-userid-api). */
export const ADDRESSES_PER_MESSAGE = 500;

/** One address and one tag that it gets or loses. Never an address as a whole. */
export interface TagChange {
  readonly address: string;
  readonly tag: string;
}

/** One user-id message; it holds one kind only, because nobody documents which of the two kinds comes first. */
export interface TagMessage {
  readonly kind: "register" | "unregister";
  readonly changes: readonly TagChange[];
}

/** What leaves goes out before what comes, so that no address ever has more tags than before and after. */
export function tagMessages(changes: {
  readonly unregister: readonly TagChange[];
  readonly register: readonly TagChange[];
}): TagMessage[] {
  return (["unregister", "register"] as const).flatMap((kind) =>
    chunks(changes[kind], ADDRESSES_PER_MESSAGE).map((piece) => ({ kind, changes: piece })),
  );
}
