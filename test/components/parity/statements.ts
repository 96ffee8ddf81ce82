interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: unknown;
}

/** Every single permission of a policy: effect, principal, action, resource and condition. */
export function statementsOf(document: unknown): string[] {
  const { Statement } = (typeof document === "string" ? JSON.parse(document) : document) as {
    readonly Statement: Statement | readonly Statement[];
  };
  return listed(Statement).flatMap(({ Effect, Principal, Action, Resource, Condition }) =>
    listed(Action).flatMap((action) =>
      (Resource === undefined ? [""] : listed(Resource)).map((resource) =>
        [
          Effect,
          ...(Principal === undefined ? [] : [`to ${JSON.stringify(everybody(Principal))}`]),
          action,
          ...(resource === "" ? [] : [`on ${resource}`]),
          ...(Condition === undefined ? [] : [`if ${sortedJson(Condition)}`]),
        ].join(" "),
      ),
    ),
  );
}

/** In the policy of a queue or a bucket both forms mean everybody. @see IAM user guide, "Principal" */
function everybody(principal: unknown): unknown {
  return JSON.stringify(principal) === '{"AWS":"*"}' ? "*" : principal;
}

function listed<Item>(value: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(value) ? (value as readonly Item[]) : [value as Item];
}

/** JSON whose keys, at any depth, and whose lists are in alphabetical order. */
export function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).sort().join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, each]) => `${JSON.stringify(key)}:${sortedJson(each)}`).join(",")}}`;
}
