import { secRules } from "../rules/part-kinds";
import { ruleCollection } from "../rules/rule-collection";

export const collection = ruleCollection(secRules);
