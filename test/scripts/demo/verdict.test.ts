import { differences } from "../../../scripts/demo/footprint";
import { exitCodeOf, truthProblems } from "../../../scripts/demo/verdict";

const nothing = { labels: [], workloads: [], resources: [] };

test("what is there afterwards and was not before is left behind, of every kind; what is gone is missing", () => {
  const before = { labels: ["role=a"], workloads: ["w1"], resources: ["Queue q"] };
  const after = { labels: ["role=b"], workloads: ["w1", "w2"], resources: ["Queue q", "Role r"] };
  expect(differences(before, after)).toEqual([
    "left behind: labels role=b",
    "missing: labels role=a",
    "left behind: workloads w2",
    "left behind: resources Role r",
  ]);
  expect(differences(before, before)).toEqual([]);
  expect(differences(before, nothing)).toHaveLength(3);
});

test("a missed or reversed connection whose opening is in the log is a problem each, and fails the demo", () => {
  const problems = truthProblems({
    missedOpenings: ["10.0.0.1,10.0.0.2,443,6"],
    reversedOpenings: [{ line: "10.0.0.3,10.0.0.4,80,6", connections: [] }],
  });
  expect(problems).toEqual([
    "missed although its opening is in the log: 10.0.0.1,10.0.0.2,443,6",
    "reversed although its opening is in the same upload batch: 10.0.0.3,10.0.0.4,80,6",
  ]);
  expect(truthProblems({ missedOpenings: [], reversedOpenings: [] })).toEqual([]);
});

test("one problem is enough to fail, and is printed", () => {
  const printed: string[] = [];
  const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(`${text}`) > 0);
  try {
    expect([exitCodeOf([]), printed]).toEqual([0, []]);
    expect(exitCodeOf(["left behind: labels role=b"])).toBe(1);
  } finally {
    write.mockRestore();
  }
  expect(printed.join("")).toBe("\n== Problems\n   left behind: labels role=b\n");
});
