import { runDemo } from "./run-demo";

const STEPS = [
  "discovered",
  "recorded",
  "ven-requested",
  "ven-paired",
  "labelled",
  "firewall-ready",
  "policy-installed",
  "commissioned",
];

test("the demo of the onboarding takes eight of ten machines to their end, whatever step the function is killed in", async () => {
  const { code, stdout, stderr, left } = await runDemo("demo-onboarding", "azure-onboarding");
  expect({ code, stderr, left, stdout }).toMatchObject({ code: 0, stderr: "", left: [] });
  const killed = stdout.slice(stdout.indexOf("killed in the step"), stdout.indexOf("$ illumio-iac"));
  expect([...killed.matchAll(/^ +\d+ {2,}([a-z-]+) /gm)].map(([, step]) => step)).toEqual(STEPS);
  expect(stdout).toContain("its values do not know 'prodution' of tag 'env'");
  expect(stdout).toContain("the script ended with exit code 7");
  expect(stdout).toContain("10 machines: 8 done, 2 skipped");
  const count = (what: string) => Number(new RegExp(`^ +${what} +(\\d+)$`, "m").exec(stdout)?.[1]);
  expect(count("agents paired")).toBe(8);
  expect(count("runs that were killed")).toBe(8);
  expect(count("sessions left in Check Point")).toBe(0);
  expect(count("locks left in Check Point")).toBe(0);
  expect(stdout).toContain("one more run: nothing written");
  expect(stdout).toContain("29 unchanged");
  expect(stdout).toContain("The subscription is as it was, but for the ten machines");
}, 240_000);
