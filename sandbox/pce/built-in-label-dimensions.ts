import type { LabelDimensionRow } from "./label-rows";
import type { PceStore } from "./pce-store";

const builtIn = [
  { key: "role", name: "Role", plural: "Roles", initial: "R", background: "#D9E8FB", foreground: "#1D4E89" },
  {
    key: "app",
    name: "Application",
    plural: "Applications",
    initial: "A",
    background: "#E3F4E1",
    foreground: "#256B2B",
  },
  {
    key: "env",
    name: "Environment",
    plural: "Environments",
    initial: "E",
    background: "#FBEBD3",
    foreground: "#8A5A0B",
  },
  {
    key: "loc",
    name: "Location",
    plural: "Locations",
    initial: "L",
    background: "#EFE3F7",
    foreground: "#5E3380",
  },
];

/** The four label types that every org has. */
export function builtInLabelDimensions(store: PceStore): void {
  const now = store.timestamp();
  for (const [index, { key, name, plural, initial, background, foreground }] of builtIn.entries()) {
    store.table<LabelDimensionRow>("label_dimensions").put({
      href: `${store.orgHref}/label_dimensions/${store.newUuid()}`,
      deleted: false,
      created_at: now,
      updated_at: now,
      created_by: { href: "/users/0" },
      updated_by: { href: "/users/0" },
      key,
      display_name: name,
      display_info: {
        initial,
        background_color: background,
        foreground_color: foreground,
        sort_ordinal: (index + 1) * 1000,
        display_name_plural: plural,
      },
      external_data_set: null,
      external_data_reference: null,
    });
  }
}
