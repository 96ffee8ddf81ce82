/** Where things stand in a configuration, and calls about them. */
export const VSYS = "/config/devices/entry[@name='localhost.localdomain']/vsys/entry[@name='vsys1']";
export const RULES = `${VSYS}/rulebase/security/rules`;
export const deviceGroup = (name: string): string =>
  `/config/devices/entry[@name='localhost.localdomain']/device-group/entry[@name='${name}']`;

export const config = (action: string, xpath: string, more: Record<string, string> = {}) => ({
  type: "config",
  action,
  xpath,
  ...more,
});

export const set = (xpath: string, element: string) => config("set", xpath, { element });
export const edit = (xpath: string, element: string) => config("edit", xpath, { element });

export const tag = (name: string): string => `<entry name="${name}"/>`;
export const dynamicGroup = (name: string, filter: string): string =>
  `<entry name="${name}"><dynamic><filter>${filter}</filter></dynamic></entry>`;
export const staticGroup = (name: string, ...members: string[]): string =>
  `<entry name="${name}"><static>${list(...members)}</static></entry>`;
export const address = (name: string, value: string, inside = ""): string =>
  `<entry name="${name}"><ip-netmask>${value}</ip-netmask>${inside}</entry>`;

export const list = (...members: string[]): string =>
  members.map((member) => `<member>${member}</member>`).join("");

export const rule = (name: string, source: string, inside = ""): string =>
  `<entry name="${name}">${["from", "to", "destination", "source-user", "category", "application"]
    .map((field) => `<${field}>${list("any")}</${field}>`)
    .join("")}<source>${list(source)}</source><service>${list("application-default")}</service>` +
  `<action>allow</action>${inside}</entry>`;

export const commit = (inside = ""): Record<string, string> => ({
  type: "commit",
  cmd: `<commit>${inside}</commit>`,
});

export const partial = (...admins: string[]): Record<string, string> =>
  commit(`<partial><admin>${list(...admins)}</admin></partial>`);
