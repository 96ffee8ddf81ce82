import { writeLine } from "../../../functions/shared/write-log";

test("a line of log is JSON without cloud-specific fields, with long lists cut and counted", () => {
  const lines: string[] = [];
  const log = {
    timestamp: "2026-01-02T03:04:05.678Z",
    level: "WARN",
    FunctionName: "upload",
    requestId: "r-1",
    problems: Array.from({ length: 21 }, (_, index) => `problem ${index}\u0007`),
    durationInMilliseconds: 4,
  } as const;
  writeLine(log, (line) => lines.push(line));
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("\u0007");
  expect(JSON.parse(lines[0]!)).toEqual({ ...log, problems: [...log.problems.slice(0, 20), "and 1 more"] });
});
