import type { PanosClient, RegisteredTable } from "../../../clients/panos";
import { canonicalAddress } from "../../../core/addresses/ip-address";
import { type TagChange, type TagMessage, tagMessages } from "../../../core/dag";
import { IllumioIacError } from "../../../core/errors";
import { type Applied, isInForce, takeBack } from "../apply/write-plan";
import type { BindingPlan } from "../plan/plan-bindings";

/** The result for one binding. */
export type Written = Applied | { readonly failure: Error };

/** Entries that the firewall puts into one answer. */
const PAGE = 500;

/**
 * Carries out small plans of several bindings on one table together: one message that unregisters and one that
 * registers. As in `writePlan`, what was added is taken back when the declaration goes out of force meanwhile. What the
 * firewall refused is not tried again: the caller has to compare everything.
 *
 * @param plans of one table, without renewals
 * @param timeoutInSeconds lifetime of entries; 0 is for ever
 * @returns the result of each plan, in their order
 */
export async function writeChanges(
  plans: readonly BindingPlan[],
  timeoutInSeconds: number,
): Promise<readonly Written[]> {
  const [{ firewall, table } = {}] = plans;
  if (firewall === undefined || table === undefined) return [];
  const inForce = await Promise.all(plans.map(isInForce));
  const writing = plans.filter((_, index) => inForce[index]);
  const said = new Map<string, string>();
  for (const message of messagesOf(writing, timeoutInSeconds)) {
    try {
      for (const refused of await firewall.client.updateTags(table, message))
        said.set(refused.address, refused.message);
    } catch (error) {
      for (const { address } of message.updates) said.set(address, (error as Error).message);
    }
  }
  const open = await notAsPlanned(firewall.client, table, writing).catch((failure: Error) => failure);
  return Promise.all(
    plans.map(async (plan, index): Promise<Written> => {
      if (!inForce[index]) return failed("nothing was written: the declaration went out of force meanwhile");
      try {
        if (!(await isInForce(plan))) await takeBack(plan);
      } catch (error) {
        return { failure: error as Error };
      }
      if (open instanceof Error) return { failure: open };
      const [first] = open.get(plan)!;
      if (first !== undefined)
        return failed(
          `${first} is not as planned: ${said.get(first) ?? "the firewall took the message without a word"}`,
        );
      const { register, unregister } = plan.plan;
      return { registered: register.length, unregistered: unregister.length, renewed: 0 };
    }),
  );
}

function failed(reason: string): Written {
  return { failure: new IllumioIacError(reason) };
}

/**
 * The messages for these plans. Entries that a reboot of the firewall drops, and those that outlive it, are registered
 * apart.
 */
function messagesOf(plans: readonly BindingPlan[], timeoutInSeconds: number) {
  const changes = (of: readonly BindingPlan[], kind: TagMessage["kind"]): TagChange[] =>
    of.flatMap(({ plan, definition: { tag } }) =>
      kind === "register"
        ? plan.register.map(({ address }) => ({ address, tag }))
        : plan.unregister.map((address) => ({ address, tag })),
    );
  const register = [true, false].flatMap((persistent) => {
    const some = plans.filter(({ definition }) => definition.persistent === persistent);
    const messages = tagMessages({ register: changes(some, "register"), unregister: [] });
    const options = { persistent, ...(timeoutInSeconds > 0 && { timeoutInSeconds }) };
    return messages.map((message) => ({ kind: message.kind, updates: message.changes, ...options }));
  });
  const unregister = tagMessages({ register: [], unregister: changes(plans, "unregister") });
  return [...unregister.map((message) => ({ kind: message.kind, updates: message.changes })), ...register];
}

/** Addresses that do not carry the tag as planned, read back by address, or by tag if that takes fewer calls. */
async function notAsPlanned(
  client: PanosClient,
  table: RegisteredTable,
  plans: readonly BindingPlan[],
): Promise<ReadonlyMap<BindingPlan, readonly string[]>> {
  const addresses = new Set(
    plans.flatMap(({ plan }) => [...plan.register.map(({ address }) => address), ...plan.unregister]),
  );
  const pages = plans.reduce(
    (sum, { plan }) => sum + Math.ceil((plan.kept + plan.register.length + 1) / PAGE),
    0,
  );
  const byTag = () =>
    find(
      client,
      table,
      plans.map(({ definition }) => ({ tag: definition.tag })),
    );
  if (addresses.size > pages) return openOf(plans, await byTag());
  const open = openOf(
    plans,
    await find(
      client,
      table,
      [...addresses].map((address) => ({ address })),
    ),
  );
  // A firewall may look for an address by its own spelling of it, so what seems wrong is checked once more by tag.
  return [...open.values()].every(({ length }) => length === 0) ? open : openOf(plans, await byTag());
}

/** Pairs of a tag and a canonical address that a table has. */
async function find(
  client: PanosClient,
  table: RegisteredTable,
  filters: readonly { readonly tag?: string; readonly address?: string }[],
): Promise<ReadonlySet<string>> {
  const found = await Promise.all(filters.map((only) => client.registeredAddresses(table, only)));
  return new Set(found.flat().flatMap(({ address, tags }) => tags.map(({ name }) => pairOf(name, address))));
}

function openOf(plans: readonly BindingPlan[], found: ReadonlySet<string>) {
  return new Map(
    plans.map((binding) => {
      const has = (address: string) => found.has(pairOf(binding.definition.tag, address));
      const missing = binding.plan.register.map(({ address }) => address).filter((address) => !has(address));
      return [binding, [...missing, ...binding.plan.unregister.filter(has)]];
    }),
  );
}

function pairOf(tag: string, address: string): string {
  return `${tag}\0${canonicalAddress(address) ?? address}`;
}
