import { spawnSync } from "node:child_process";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ArgCheck } from "../../../components/pulumi/arg-check";
import { byDefault, list, port, record, required, text } from "../../../core/checks";

const known = <T>(output: pulumi.Output<T>) => (output as unknown as { promise(): Promise<T> }).promise();

test("arguments of a table are read by their rules, and each problem has its path", async () => {
  const rules = { size: required(port()), ids: byDefault(list(port()), []) };
  const fine = new ArgCheck('Thing "a"');
  const outputs = fine.readAll({ size: pulumi.output(Promise.resolve(7)) }, rules, "block");
  fine.throwIfAny();
  expect([await known(outputs.size), await known(outputs.ids)]).toEqual([7, []]);

  const check = new ArgCheck('Thing "a"');
  check.readAll({ ids: [0] }, rules, "block");
  check.readAll(undefined, rules);
  expect(() => check.throwIfAny()).toThrow(
    'Thing "a":\n  block.size: is missing\n  block.ids[0]: must be a whole number from 1 to 65535, got 0\n  size: is missing',
  );
});

test("two values that do not fit each other are reported", async () => {
  const check = new ArgCheck("Thing");
  const fit = (one: number, other: number) => (one > other ? `is more than ${other}` : undefined);
  const pair = (input: pulumi.Input<number>) => [input, pulumi.output(input)] as const;
  expect(await known(check.agree("size", pair(2), pair(pulumi.output(2)), fit))).toBe(2);
  expect(await known(check.agree("size", pair(1), pair(2), fit))).toBe(1);
  check.throwIfAny();
  check.agree("size", pair(3), pair(2), fit);
  expect(() => check.throwIfAny()).toThrow("Thing:\n  size: is more than 2");
});

test("an argument is checked at once when it is plain, and when it becomes known otherwise", async () => {
  const check = new ArgCheck('Thing "a"');
  expect(await known(check.read("size", undefined, byDefault(port(), 5)))).toBe(5);
  expect(await known(check.read("size", pulumi.output(7), required(port())))).toBe(7);
  expect(await known(check.read("ids", [1, pulumi.output(2)], required(list(port()))))).toEqual([1, 2]);
  check.throwIfAny();

  check.read("size", undefined, required(port()));
  check.read("ids", [0, pulumi.output(2)], required(list(port())));
  check.read("names", { a: pulumi.output("x"), b: 7 }, required(record(text())));
  expect(() => check.throwIfAny()).toThrow(
    'Thing "a":\n  size: is missing\n  ids[0]: must be a whole number from 1 to 65535, got 0\n  names.b: must be text, got 7',
  );
});

test("a value that is not known yet is not checked", async () => {
  const check = new ArgCheck('Thing "a"');
  const seen = jest.fn();
  check.read("size", pulumi.output(pulumi.unknown) as never, required(seen));
  check.throwIfAny();
  await new Promise(setImmediate);
  expect(seen).not.toHaveBeenCalled();
});

test.each([
  ["an output", 'check.read("size", pulumi.output("long enough"), rule)'],
  ["a promise", 'check.read("size", Promise.resolve("long enough"), rule)'],
  [
    "an output beside another value",
    'check.agree("size", ["long enough", pulumi.output("long enough")], [pulumi.output(4), pulumi.output(4)], problem)',
  ],
])("%s with a problem fails the program when it is known", (_name, call) => {
  const root = path.resolve(__dirname, "../../..");
  const program = `
    const pulumi = require("@pulumi/pulumi");
    const { ArgCheck } = require("./dist/components/pulumi/arg-check");
    const check = new ArgCheck("Thing");
    const rule = (value, checks) => checks.fail("must be short, got " + value);
    const problem = (text) => "must be short, got " + text;
    ${call};
    check.throwIfAny();
    console.log("goes on");`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", program], {
    cwd: root,
    encoding: "utf8",
  });

  expect(stdout).toBe("goes on\n");
  expect(stderr).toContain("Thing:\n  size: must be short, got long enough");
  expect(status).not.toBe(0);
});
