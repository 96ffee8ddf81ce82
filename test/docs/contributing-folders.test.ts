import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(__dirname, "../..");
const page = readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8");

/** The row of the table of folders that begins with this one. */
const rowOf = (folder: string) =>
  page.split("\n").find((line) => line.startsWith(`| \`${folder}/\``)) ?? "there is no such row";

test.each([
  ["core", "core"],
  ["clients", "clients"],
  ["reconcilers", "reconcilers"],
  ["reconcilers/onboarding", "reconcilers"],
  ["dynamic-providers", "dynamic-providers"],
  ["sandbox", "sandbox"],
  ["sandbox/azure", "sandbox"],
])("CONTRIBUTING names every folder of %s", (folder, row) => {
  const names = readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "dist" && entry.name !== "node_modules")
    .map(({ name }) => name);
  expect(names.length).toBeGreaterThan(2);
  expect(names.filter((name) => !rowOf(row).includes(`\`${name}/\``))).toEqual([]);
});
