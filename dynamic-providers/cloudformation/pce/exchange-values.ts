import type { PceSystem } from "../../pce/system/pce-system";

/**
 * Gives two labels of one key each other's values, if the first one is in use. The second one has a value of its own in
 * between, because the PCE refuses two labels of one key and value.
 *
 * @returns whether the values were exchanged
 */
export async function exchangeValuesIfUsed(
  href: string,
  rival: string,
  { client, labels }: PceSystem,
): Promise<boolean> {
  const [own, other] = await Promise.all([client.getLabel(href), client.getLabel(rival)]);
  if (own === undefined || other === undefined || own.key !== other.key) return false;
  let isUsed = false;
  for await (const label of client.listLabels({ key: own.key, value: own.value, usage: true }))
    if (label.href === href) isUsed = Object.values(label.usage ?? {}).some(Boolean);
  if (!isUsed) return false;
  await client.updateLabel(rival, { value: `${other.value.slice(0, LONGEST_BEGINNING)} ~${idOf(rival)}` });
  await client.updateLabel(href, { value: other.value });
  await client.updateLabel(rival, { value: own.value });
  labels.forget();
  return true;
}

/** A label value has at most 255 characters. */
const LONGEST_BEGINNING = 230;

function idOf(href: string): string {
  return href.slice(href.lastIndexOf("/") + 1);
}
