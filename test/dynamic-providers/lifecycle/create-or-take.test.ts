import { NetworkError } from "../../../core/errors";
import { markText } from "../../../core/ownership/owner-mark";
import type { Consent } from "../../../dynamic-providers/lifecycle/consent";
import { type Creation, createOrTake } from "../../../dynamic-providers/lifecycle/create-or-take";
import { IncompleteResourceError } from "../../../dynamic-providers/lifecycle/incomplete-resource-error";
import { Marks, type Ownership } from "../../../dynamic-providers/lifecycle/ownership";
import type { RunContext } from "../../../dynamic-providers/lifecycle/resource-provider";

interface Host {
  readonly name: string;
  readonly comment: string;
}

/** Objects of a system that has no external reference: the mark stands in brackets in the comment. */
const IN_COMMENT = new Marks<Host>({
  name: "comment",
  system: "the manager",
  markOn: ({ comment }) => /\[illumio-iac: (.*)\]$/.exec(comment)?.[1],
  shown: ({ comment }) => `'${comment}'`,
});
const inComment = ({ reference, incarnation, former }: Ownership) =>
  `[illumio-iac: ${markText(reference, incarnation, former)}]`;

const OWNER = "acme/shop/prod//web";
let hosts: Host[];
let said: string[];
let incarnations: number;
beforeEach(() => {
  hosts = [];
  said = [];
  incarnations = 0;
});

const run: RunContext = {
  owner: OWNER,
  preview: false,
  previewsCreate: false,
  release: () => "take the resource out of the program",
  newIncarnation: () => String(++incarnations).padStart(8, "0"),
  formerName: (kind, former) => `the former name of ${kind}: ${former}`,
  warn: (message) => said.push(message),
  say: (...lines) => said.push(...lines),
};

type Created = { readonly how: "created" | "taken" } & Ownership;

function up(
  consent: Consent = {},
  more: Partial<Creation<Host, Created>> = {},
  as: RunContext = run,
): Promise<Created> {
  const put = (ownership: Ownership) => {
    hosts = hosts.filter(({ name }) => name !== "web").concat({ name: "web", comment: inComment(ownership) });
  };
  return createOrTake<Host, Created>(
    {
      kind: "Host",
      marks: IN_COMMENT,
      nameOf: ({ name }) => `host ${name}`,
      find: async () => hosts.find(({ name }) => name === "web"),
      warnOfNear: async () => void said.push("looked for what is nearly so"),
      create: async (ownership) => {
        put(ownership);
        return { how: "created", ...ownership };
      },
      take: async (_found, ownership) => {
        if (!ownership.adopted) put(ownership);
        return { how: "taken", ...ownership };
      },
      ...more,
    },
    consent,
    as,
  );
}

test("an object that does not exist is created with the mark of the resource", async () => {
  expect(await up()).toEqual({ how: "created", reference: OWNER, incarnation: "00000001", adopted: false });
  expect(hosts).toEqual([{ name: "web", comment: `[illumio-iac: ${OWNER}#00000001]` }]);
  expect(said).toEqual(["looked for what is nearly so"]);
});

test("an object that an earlier run made without writing the state is taken back under a new incarnation", async () => {
  await up();
  expect(await up()).toMatchObject({ how: "taken", incarnation: "00000002", adopted: false });
  expect(hosts).toEqual([{ name: "web", comment: `[illumio-iac: ${OWNER}#00000002]` }]);
});

test("an object without a mark is refused without adopt, and with adopt is taken and keeps its comment", async () => {
  hosts = [{ name: "web", comment: "made by hand" }];
  await expect(up()).rejects.toThrow(
    "host web exists and was not made by this package (comment 'made by hand'). Set adopt: true",
  );
  expect(await up({ adopt: true })).toMatchObject({ how: "taken", adopted: true });
  expect(hosts).toEqual([{ name: "web", comment: "made by hand" }]);
});

test.each<[former: string, advice: string]>([
  ["acme/shop/prod//old", "give it the former name of Host: acme/shop/prod//old"],
  ["acme/base/prod//web", "if that stack is gone or gave it up"],
])(
  "an object that belongs to %s is refused with advice even with adopt, and is taken over when takeOverFrom names its owner",
  async (former, advice) => {
    hosts = [{ name: "web", comment: `web server [illumio-iac: ${former}#0a0b0c0d]` }];
    await expect(up({ adopt: true })).rejects.toThrow(advice);
    await expect(up({ takeOverFrom: "acme/other/prod//web" })).rejects.toThrow(`belongs to '${former}'`);
    expect(await up({ takeOverFrom: former })).toMatchObject({ how: "taken", adopted: false });
    expect(said).toEqual([expect.stringContaining(`host web is taken over from '${former}'`)]);
    expect(hosts).toEqual([{ name: "web", comment: expect.stringContaining(OWNER) }]);
  },
);

const STACK = "123456789012/us-east-1/shop";
const renames: RunContext = { ...run, owner: `${STACK}/New`, takesWithinStack: true };

test("an object of another resource of the stack passes to the one that declares it now, with its incarnation", async () => {
  hosts = [{ name: "web", comment: `[illumio-iac: ${STACK}/Old#0a0b0c0d]` }];
  const passing = { how: "taken", incarnation: "0a0b0c0d", former: `${STACK}/Old`, adopted: false };
  for (const _time of ["first", "repeated"]) {
    expect(await up({}, {}, renames)).toMatchObject(passing);
    expect(hosts[0]!.comment).toBe(`[illumio-iac: ${STACK}/New < Old#0a0b0c0d]`);
  }
  await expect(up({}, {}, { ...renames, owner: "123456789012/us-east-1/other/New" })).rejects.toThrow(
    "belongs to '123456789012/us-east-1/shop/New'",
  );
});

test("a failure to take over an object that existed says that it existed", async () => {
  hosts = [{ name: "web", comment: `[illumio-iac: ${OWNER}#0a0b0c0d]` }];
  const failing = async (): Promise<never> => {
    throw new IncompleteResourceError("web", {}, ["refused"]);
  };
  await expect(up({}, { take: failing })).rejects.toMatchObject({ existedBefore: true });
  hosts = [];
  await expect(up({}, { create: failing })).rejects.toMatchObject({ existedBefore: false });
});

test("a create that fails because another run was faster decides on the object that exists now", async () => {
  const lost = new NetworkError("no answer", { mayHaveBeenApplied: true });
  const create = async (ownership: Ownership): Promise<never> => {
    hosts = [{ name: "web", comment: inComment(ownership) }];
    throw lost;
  };
  await expect(up({}, { create })).rejects.toBe(lost);
  hosts = [];
  const findAfter = async () => hosts[0];
  expect(await up({}, { create, findAfter })).toMatchObject({ how: "taken", incarnation: "00000003" });
});

test("delete is allowed only for the incarnation in the state, and warns when the mark is lost", () => {
  const ownership = { reference: OWNER, incarnation: "00000001", adopted: false };
  const may = (comment: string) => IN_COMMENT.mayDelete("host web", { name: "web", comment }, ownership, run);
  expect(may(inComment(ownership))).toBe(true);
  expect(may(inComment({ ...ownership, incarnation: "00000002" }))).toBe(false);
  expect(said).toEqual([]);
  expect(may("made by hand")).toBe(false);
  expect(said).toEqual([
    "host web stays in the manager: its comment is 'made by hand', so it is no longer ours",
  ]);
});
