/** What AWS takes where a property is left out, as far as one engine writes it and the other does not. */
export const SERVICE_DEFAULTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "AWS::Events::Rule": { State: "ENABLED" },
};
