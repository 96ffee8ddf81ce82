import { EventShape } from "./event-shape";
import type { FlowTable } from "./flow-table";
import type { JsonCursor } from "./json-cursor";
import type { RecordReader } from "./record-reader";

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const MESSAGE = Buffer.from('"message"');

/**
 * Reads the `message` of each event of the array that comes next; other keys, at any place and depth, are passed. An
 * event whose message is missing or no text counts as a record that cannot be read.
 *
 * @param reader ends records at a quote
 */
export function readLogEvents(cursor: JsonCursor, reader: RecordReader, table: FlowTable): void {
  const { bytes } = cursor;
  const lastQuote = bytes.lastIndexOf(QUOTE);
  const view = new DataView(bytes.buffer, bytes.byteOffset, Math.max(lastQuote, 0));
  const shape = new EventShape();
  let end = -1;
  reader.use(bytes, lastQuote);

  cursor.readArray(() => {
    let messages = 0;
    const begin = cursor.at;
    cursor.expect(OPEN_OBJECT);
    if (!cursor.takes(CLOSE_OBJECT)) {
      do {
        const isMessage = passKey(cursor);
        cursor.expect(COLON);
        if (!isMessage || cursor.peek() !== QUOTE || cursor.at >= lastQuote) {
          cursor.passValue();
          continue;
        }
        messages++;
        let start = cursor.at + 1;
        if (end >= 0) shape.learn(bytes, end, start);
        for (;;) {
          end = reader.read(start);
          if (!shape.fits(view, end)) break;
          start = end + shape.length;
        }
        cursor.at = end;
      } while (cursor.takes(COMMA));
      cursor.expect(CLOSE_OBJECT);
    }
    if (messages === 0) {
      table.records++;
      table.skip(
        "no-message",
        Buffer.from(bytes.subarray(begin, Math.min(cursor.at, begin + 200))).toString(),
      );
    }
  });
}

/** Passes a key. @returns whether it is `message` */
function passKey(cursor: JsonCursor): boolean {
  cursor.peek();
  const start = cursor.at;
  cursor.passString();
  const key = cursor.bytes.subarray(start, cursor.at);
  if (!key.includes(BACKSLASH)) return MESSAGE.equals(key);
  cursor.at = start;
  return cursor.readValue() === "message";
}
