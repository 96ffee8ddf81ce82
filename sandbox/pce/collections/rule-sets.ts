import { policyCollection } from "../policy/policy-collection";
import { ruleSets } from "../rules/rule-sets";

export const collection = policyCollection(ruleSets);
