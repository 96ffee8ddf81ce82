import { spawnSync } from "node:child_process";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ArgCheck } from "../../../components/pulumi/arg-check";

const short = (text: string) => (text.length > 3 ? `has to be short, got "${text}"` : undefined);
const known = <T>(output: pulumi.Output<T>) => (output as unknown as { promise(): Promise<T> }).promise();

test("a value without a problem passes", async () => {
  const check = new ArgCheck('Thing "a"');
  expect(await known(check.optional("size", "abc", "d", short))).toBe("abc");
  expect(await known(check.optional("size", undefined, "default", short))).toBe("default");
  expect(await known(check.required("size", pulumi.output(Promise.resolve("abc")), short))).toBe("abc");
  check.throwIfAny();
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

test("a value that is not known yet is not looked at", async () => {
  const check = new ArgCheck('Thing "a"');
  const seen = jest.fn();
  check.required("size", pulumi.output(pulumi.unknown) as never, seen);
  check.throwIfAny();
  await new Promise(setImmediate);
  expect(seen).not.toHaveBeenCalled();
});

test.each([
  ["an output", 'check.required("size", pulumi.output("long enough"), problem)'],
  ["a promise", 'check.required("size", Promise.resolve("long enough"), problem)'],
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
    const problem = (text) => "has to be short, got " + text;
    ${call};
    check.throwIfAny();
    console.log("goes on");`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", program], {
    cwd: root,
    encoding: "utf8",
  });

  expect(stdout).toBe("goes on\n");
  expect(stderr).toContain("Thing:\n  size: has to be short, got long enough");
  expect(status).not.toBe(0);
});
