import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { writeBody } from "../../../sandbox/http/write-body";

/** An answer that notes what goes out, over a connection with a buffer of eight bytes. */
function answer() {
  const sent: string[] = [];
  const response = Object.assign(new EventEmitter(), {
    socket: { writableHighWaterMark: 8 },
    destroyed: false,
    write: (slice: Uint8Array, done: () => void) => {
      sent.push(`write ${Buffer.from(slice)}`);
      setImmediate(done);
    },
    end: (slice?: Uint8Array) => void sent.push(`end ${slice ? Buffer.from(slice) : ""}`),
  });
  return { sent, response: response as unknown as ServerResponse };
}

it.each([
  [["abcdefghij"], ["write abcd", "write efgh", "end ij"]],
  [
    ["abcd", "efgh"],
    ["write abcd", "end efgh"],
  ],
  [[], ["end "]],
])(
  "a body of the parts %j is sent in slices, and the last slice ends the response",
  async (parts, expected) => {
    const { sent, response } = answer();
    await writeBody(response, parts);
    expect(sent).toEqual(expected);
  },
);
