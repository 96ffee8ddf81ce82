import type { Expression } from "./expression";

/** An expression with the name of its column, where one is given or follows from it. */
export interface NamedExpression {
  readonly name: string | undefined;
  readonly expression: Expression;
}

export interface Order {
  readonly by: Expression;
  readonly isDescending: boolean;
  readonly nullsFirst: boolean;
}

export interface JoinKey {
  readonly left: string;
  readonly right: string;
}

/** One step of a query. */
export type Operator =
  | { readonly kind: "where"; readonly test: Expression }
  | { readonly kind: "extend" | "project" | "distinct"; readonly columns: readonly NamedExpression[] }
  | { readonly kind: "project-away"; readonly names: readonly string[] }
  | { readonly kind: "mv-expand"; readonly columns: readonly NamedExpression[]; readonly limit: number }
  | { readonly kind: "join"; readonly how: string; readonly other: Query; readonly keys: readonly JoinKey[] }
  | { readonly kind: "union"; readonly others: readonly Query[] }
  | { readonly kind: "order"; readonly orders: readonly Order[] }
  | { readonly kind: "take"; readonly count: number; readonly orders: readonly Order[] }
  | { readonly kind: "count" }
  | {
      readonly kind: "summarize";
      readonly aggregates: readonly NamedExpression[];
      readonly by: readonly NamedExpression[];
    };

export interface Query {
  /** Empty where it begins with `union`. */
  readonly table: string;
  readonly operators: readonly Operator[];
}
