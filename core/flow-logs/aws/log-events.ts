import type { JsonCursor } from "../bytes/json-cursor";
import type { FlowTable } from "../flows/flow-table";
import { EventShape } from "./event-shape";
import type { RecordReader } from "./record-reader";
import { SKIP } from "./skip-reasons";

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const MESSAGE = Buffer.from('"message"');

/**
 * Reads the `message` of each event of the array that comes next, or the texts that stand in their place; other keys,
 * at any place and depth, are skipped. An event whose message is missing, blank or no text counts as a record that
 * cannot be read, and so does an element that is neither event nor text.
 *
 * @param reader ends records at a quote
 */
export function readLogEvents(cursor: JsonCursor, reader: RecordReader, table: FlowTable): void {
  const { bytes } = cursor;
  const lastQuote = bytes.lastIndexOf(QUOTE);
  const view = new DataView(bytes.buffer, bytes.byteOffset, Math.max(lastQuote, 0));
  const shape = new EventShape();
  let event = -1;
  let end = -1;
  let eventOfEnd = -1;
  reader.use(bytes, lastQuote);

  cursor.readArray(() => {
    let hasMessage = false;
    event++;
    const begin = cursor.at;
    if (cursor.peek() === QUOTE && cursor.at < lastQuote) {
      hasMessage = true;
      cursor.at = reader.read(cursor.at + 1);
    } else if (cursor.peek() !== OPEN_OBJECT) cursor.passValue();
    else if (cursor.takes(OPEN_OBJECT) && !cursor.takes(CLOSE_OBJECT)) {
      do {
        const isMessage = passKey(cursor);
        cursor.expect(COLON);
        if (!isMessage || hasMessage || cursor.peek() !== QUOTE || cursor.at >= lastQuote) {
          cursor.passValue();
          continue;
        }
        hasMessage = true;
        let start = cursor.at + 1;
        if (end >= 0 && eventOfEnd === event - 1) shape.learn(bytes, end, start);
        for (;;) {
          end = reader.read(start);
          eventOfEnd = event;
          if (!shape.fits(view, end)) break;
          start = end + shape.length;
          event++;
        }
        cursor.at = end;
      } while (cursor.takes(COMMA));
      cursor.expect(CLOSE_OBJECT);
    }
    if (!hasMessage) {
      table.records++;
      table.skip(
        SKIP["no-message"],
        Buffer.from(bytes.subarray(begin, Math.min(cursor.at, begin + 200))).toString(),
      );
    }
  });
}

/** Skips a key. @returns whether it is `message` */
function passKey(cursor: JsonCursor): boolean {
  cursor.peek();
  const start = cursor.at;
  cursor.passString();
  const key = cursor.bytes.subarray(start, cursor.at);
  if (!key.includes(BACKSLASH)) return MESSAGE.equals(key);
  cursor.at = start;
  return cursor.readValue() === "message";
}
