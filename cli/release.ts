import type { Command } from "commander";
import { ownerCommand } from "./sweep";

/** `illumio-iac release`: takes the marks off the objects of a stack that no longer exists. */
export function releaseCommand(): Command {
  return ownerCommand("release", {
    description:
      "list objects that carry the mark of an owner and are in no state; with --apply, take their marks off",
    apply: "take the marks off what is listed",
    pending: "without --apply: exit with 2 when a mark would be taken off",
    help: HELP,
  });
}

const HELP = `
Everything stays: labels and workloads keep what they carry, rules, address groups and tags stay in the configuration, and
registered addresses keep their tag. Only the marks go: the external reference in the PCE, [illumio-iac: …] in descriptions and
comments, and the revision tags that claim a tag. Afterwards nobody manages the objects, and a program can take them over with
adopt: true. A stack that still has them in its state then fails on them. Objects in a given state keep their marks.

  illumio-iac release --owner acme/shop/prod --without-state --firewall edge
  illumio-iac release --owner acme/shop/prod --without-state --firewall edge --apply

To move an object to one other program, takeOverFrom in that program is enough, without this command.

Connections, exit codes and the ways to name an owner are those of illumio-iac sweep.`;
