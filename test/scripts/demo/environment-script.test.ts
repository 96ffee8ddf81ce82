import { execFileSync } from "node:child_process";
import { environmentScript } from "../../../scripts/demo/environment-script";

test("a shell that reads the script has its environment and no variable of the caller that it leaves out", () => {
  const caller = { PATH: process.env["PATH"], PULUMI_IGNORE_AMBIENT_PLUGINS: "true", KEPT: "same", OLD: "1" };
  const environment = { PATH: process.env["PATH"], KEPT: "same", OLD: "2", QUOTED: 'it\'s $HOME "x"' };
  const script = environmentScript(environment, caller);
  const print = `${process.execPath} -p 'JSON.stringify(process.env)'`;
  const seen = JSON.parse(execFileSync("sh", ["-c", `${script}${print}`], { env: caller, encoding: "utf8" }));
  expect(seen).toMatchObject(environment);
  expect(seen).not.toHaveProperty("PULUMI_IGNORE_AMBIENT_PLUGINS");
});
