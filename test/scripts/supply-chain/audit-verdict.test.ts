import { auditVerdict } from "../../../scripts/supply-chain/audit-verdict";

test("a high finding is named with its range and its title", () => {
  const report = {
    auditReportVersion: 2,
    vulnerabilities: {
      lodash: {
        name: "lodash",
        severity: "high",
        range: "<4.17.21",
        via: [{ title: "Command Injection in lodash", severity: "high" }],
      },
      quiet: { name: "quiet", severity: "moderate", range: "*", via: ["lodash"] },
    },
  };
  expect(auditVerdict(JSON.stringify(report))).toEqual({
    isKnown: true,
    serious: ["lodash <4.17.21 (high): Command Injection in lodash"],
    summary: "npm audit: 2 findings, 1 of them high or critical",
  });
});

test("a clean report is known and has no serious finding", () => {
  const verdict = auditVerdict('{"auditReportVersion":2,"vulnerabilities":{},"metadata":{}}');
  expect(verdict).toMatchObject({ isKnown: true, serious: [] });
});

test("a registry without an audit service is reported and is no failure", () => {
  const verdict = auditVerdict(
    '{"message":"405 Method Not Allowed","statusCode":405,"error":{"summary":""}}',
  );
  expect(verdict).toMatchObject({ isKnown: false, serious: [] });
  expect(verdict.summary).toContain("nothing was checked: 405 Method Not Allowed");
});
