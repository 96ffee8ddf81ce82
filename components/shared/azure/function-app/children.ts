/** Names of the resources of a function app inside a component. The app itself has the name of the component. */
export const FUNCTION_APP_CHILDREN = {
  hostAccount: "host",
  workspace: "logs",
  plan: "plan",
  ftp: "ftp",
  scm: "scm",
  code: "code",
} as const;
