import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { strFromU8, unzipSync, zipSync } from "fflate";
import { zipOf } from "../../../../sandbox/cloud-plugins/provider/zip";

const archive = (content: object) =>
  ({ "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", ...content }) as never;
const texts = (zip: Uint8Array) =>
  Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)]));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "archive-"));
  mkdirSync(path.join(directory, "lib"));
  writeFileSync(path.join(directory, "index.js"), "1");
  writeFileSync(path.join(directory, "lib", "more.js"), "2");
});
afterEach(() => rmSync(directory, { recursive: true }));

test("a directory becomes a ZIP file with the paths below it", () => {
  expect(texts(zipOf(archive({ path: directory })))).toEqual({ "index.js": "1", "lib/more.js": "2" });
});

test("assets and archives in an archive are stored under their names", () => {
  const zip = zipOf(
    archive({
      assets: {
        "index.js": { text: "3" },
        "copy.js": { path: path.join(directory, "index.js") },
        vendor: archive({ path: directory }),
      },
    }),
  );
  expect(texts(zip)).toEqual({
    "index.js": "3",
    "copy.js": "1",
    "vendor/index.js": "1",
    "vendor/lib/more.js": "2",
  });
});

test("a ZIP file stays as it is", () => {
  const file = path.join(directory, "code.zip");
  const bytes = zipSync({ "index.js": new Uint8Array([49]) });
  writeFileSync(file, bytes);
  expect(Buffer.from(zipOf(archive({ path: file })))).toEqual(Buffer.from(bytes));
});

test("the same files give the same bytes", () => {
  expect(zipOf(archive({ path: directory }))).toEqual(zipOf(archive({ path: directory })));
});

test("an archive from a remote address is refused", () => {
  expect(() => zipOf(archive({ uri: "https://example.com/code.zip" }))).toThrow(
    "does not fetch archives from elsewhere (https://example.com/code.zip)",
  );
  expect(() => zipOf(archive({ assets: { a: { uri: "https://example.com/a" } } }))).toThrow(
    "does not fetch assets",
  );
});
