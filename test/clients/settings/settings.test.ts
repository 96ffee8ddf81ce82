import { listSetting, namedSettings } from "../../../clients/settings/settings";

const TABLE = {
  host: { variable: "HOST", meaning: "host" },
  port: { variable: "PORT", meaning: "port" },
};
const BLOCK = { key: "managers", example: "host <host>" };

const named = (text: string) => namedSettings({ get: () => text }, BLOCK, "east", TABLE);
const listed = (text: string) => listSetting({ get: () => text }, "formerHosts");

test("a named connection takes texts, numbers and truth values, and leaves out what is empty", () => {
  expect(named('{"east":{"host":"a","port":8443}}')).toEqual({
    host: { value: "a", from: "managers.east.host" },
    port: { value: "8443", from: "managers.east.port" },
  });
  expect(named('{"east":{"host":"","port":null}}')).toEqual({});
});

test("a named connection tells everything that is wrong with it at once, and no value", () => {
  const text = '{"east":{"host":["hunter2"],"port":{"a":"hunter2"},"hots":"hunter2","a b":1}}';
  expect(() => named(text)).toThrow(
    "managers.east: 4 problems\n" +
      "  managers.east.host: must be text or a number, got a list\n" +
      "  managers.east.port: must be text or a number, got an object\n" +
      "  managers.east.hots: unknown property; known are host, port\n" +
      '  managers.east["a b"]: unknown property; known are host, port',
  );
});

test.each([
  ["hunter2", "managers: must be JSON; set it with: pulumi config set --path"],
  ['"hunter2"', "managers: must be a map from name to settings; set it with: pulumi config set --path"],
  ['["hunter2"]', "managers: must be a map from name to settings, got a list; set it with: pulumi"],
  ['{"east":"hunter2"}', "managers.east: no such connection; known are east. Set it with"],
])("the connections %s are refused without their text", (text, message) => {
  expect(() => named(text)).toThrow(message);
  expect(() => named(text)).not.toThrow("hunter2");
});

test("a list is JSON, or texts with commas between", () => {
  for (const text of ["a, b,", '["a"," b ","",null]']) expect(listed(text)).toEqual(["a", "b"]);
  expect(listed("")).toEqual([]);
});

test("a list tells everything that is wrong with it at once", () => {
  expect(() => listed('["a",{},["b"]]')).toThrow(
    /^formerHosts: 2 problems\n {2}formerHosts\[1\]: must be text or a number, got an object.*\n {2}formerHosts\[2\]: .*a list/,
  );
  expect(() => listed("[a")).toThrow("formerHosts: must be JSON; set it with");
});
