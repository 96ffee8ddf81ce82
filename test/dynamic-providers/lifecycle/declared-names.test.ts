import { DeclaredNames } from "../../../dynamic-providers/lifecycle/declared-names";

const [A, B] = ["a", "b"].map((name) => ({ owner: `acme/${name}`, name })) as [
  { owner: string; name: string },
  { owner: string; name: string },
];

test("a name belongs to the first resource that declares it, and one that is refused gets none of its names", () => {
  const names = new DeclaredNames();
  expect(names.declare(A, ["x", "y"])).toBeUndefined();
  expect(names.declare(B, ["z", "y"])).toBe("a");
  expect(names.declare(A, ["z"])).toBeUndefined();
});

test("names are free again when their resource begins anew, and those of others stay", () => {
  const names = new DeclaredNames();
  names.declare(A, ["x"]);
  names.declare(B, ["z"]);
  names.begin(A.owner);
  expect(names.declare(B, ["x"])).toBeUndefined();
  expect(names.declare(A, ["z"])).toBe("b");
});
