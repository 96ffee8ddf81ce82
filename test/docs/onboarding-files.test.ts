import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { Checks } from "../../core/checks";
import { isRecord } from "../../core/checks/json";
import { checkOnboarding } from "../../core/onboarding";

const docs = path.resolve(__dirname, "../../docs");
/** What a page leaves out where it shows a part of an onboarding only. */
const REST = { name: "vms", ven: { pairingProfile: "Azure VMs" } };

const filesOf = (page: string) =>
  [...readFileSync(path.join(docs, page), "utf8").matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
    ([, text = ""]) => text,
  );

test.each([["onboarding-command.md"], ["service-now.md"], ["check-point.md"]])(
  "every onboarding of docs/%s is one that the command takes",
  (page) => {
    const files = filesOf(page);
    expect(files).not.toEqual([]);
    for (const text of files) {
      const written: unknown = parse(text);
      const checks = Checks.start();
      checkOnboarding(isRecord(written) ? { ...REST, ...written } : written, checks);
      expect(checks.problems).toEqual([]);
    }
  },
);
