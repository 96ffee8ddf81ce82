import { startAnsweringPce } from "../answering-pce";
import type { FuzzTarget } from "../fuzz-target";

const STATUSES = [400, 401, 403, 404, 405, 406, 409, 422];

/** Bodies of error answers. */
export const pceErrorBodies: FuzzTarget = {
  name: "pce-error-bodies",
  seeds: [
    JSON.stringify([
      { token: "label_key_and_value_must_be_unique", message: "Label key and value must be unique" },
    ]),
    JSON.stringify({ error: "not allowed" }),
    JSON.stringify({ errors: [{ token: "a", message: "b" }, { error: [{ token: "c" }] }], token: "a" }),
    "<html><body><h1>502 Bad Gateway</h1></body></html>",
  ],
  words: ["token", "message", "error", "errors", "must_be_unique", "[[[[[[[[[["],
  weight: 0.15,
  open: async () => {
    const { server, pce, close } = await startAnsweringPce();
    return {
      read: async (input, random) => {
        server.answer(input, STATUSES[Math.floor(random() * STATUSES.length)]!);
        await pce.createLabel({ key: "role", value: "web" });
      },
      close,
    };
  },
};
