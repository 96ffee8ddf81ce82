import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { writeBody } from "../../../simulators/http/write-body";

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
])("sends %j in slices, the last one with the end", async (parts, expected) => {
  const { sent, response } = answer();
  await writeBody(response, parts);
  expect(sent).toEqual(expected);
});
