/** An href without draft, active or a number: objects of a policy may refer to each other by any version. */
export function versionless(href: string): string {
  return href.replace(/\/sec_policy\/[^/]+\//, "/sec_policy/");
}
