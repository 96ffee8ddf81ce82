import { created, differences } from "../../../scripts/demo/footprint";
import { exitCodeOf, truthProblems, tupleProblems } from "../../../scripts/demo/verdict";

const nothing = { labels: [], workloads: [], resources: [] };

test("objects of every kind are reported as left behind when they are new and as missing when they are gone", () => {
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

test("what was made is counted by kind, and what was there before is not", () => {
  const before = { labels: ["role=a"], workloads: [], resources: ["Queue q"] };
  const after = { labels: ["role=a", "role=b"], workloads: ["w1"], resources: ["Queue r", "Role r"] };
  expect(created(before, after)).toBe("1 labels, 1 unmanaged workloads, 2 cloud resources");
});

test("of a log that states who opened each connection, everything that differs from the truth is a problem", () => {
  const truth = {
    found: ["10.0.0.1,10.0.0.2,443,6"],
    missed: ["10.0.0.1,10.0.0.2,80,6"],
    missedOpenings: [],
    reversed: [{ line: "10.0.0.2,10.0.0.1,50000,6", connections: [] }],
    invented: ["10.0.0.9,10.0.0.2,22,6"],
    repeated: ["10.0.0.1,10.0.0.2,443,6"],
  };
  expect(tupleProblems(truth)).toEqual([
    "missed: 10.0.0.1,10.0.0.2,80,6",
    "reversed: 10.0.0.2,10.0.0.1,50000,6",
    "invented: 10.0.0.9,10.0.0.2,22,6",
    "uploaded more often than it is in the log: 10.0.0.1,10.0.0.2,443,6",
  ]);
  const fine = { ...truth, missed: [], reversed: [], invented: [], repeated: [] };
  expect(tupleProblems(fine)).toEqual([]);
  expect(tupleProblems({ ...fine, found: [] })).toEqual(["no connection was found"]);
});

test("each missed or reversed connection is a problem when its opening is in the log", () => {
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

test("the demo fails and prints the problem when there is one", () => {
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
