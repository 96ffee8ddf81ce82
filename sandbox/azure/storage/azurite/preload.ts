/** The header with the time of the sandbox clock that goes to Azurite with every call. */
export const TIME_HEADER = "x-sandbox-time";

/**
 * What is loaded into Azurite's process before Azurite itself. It is text, because it runs as a file of its own, without
 * a build step.
 *
 * - The process ends with its parent, however that ends.
 * - The accounts are those that the parent names, at any time. Azurite reads them from a variable once a minute.
 * - Time is that of the sandbox clock, as of the newest call: leases end, messages appear and expire by it.
 */
export const PRELOAD = `"use strict";
const fs = require("node:fs");
const https = require("node:https");

process.on("disconnect", () => {
  fs.rmSync(__dirname, { recursive: true, force: true });
  process.exit();
});

const RealDate = Date;
let time = 0;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [time] : args, newTarget),
  apply: () => new RealDate(time).toString(),
  get: (target, name, receiver) => (name === "now" ? () => time : Reflect.get(target, name, receiver)),
});
const emit = https.Server.prototype.emit;
https.Server.prototype.emit = function (event, ...values) {
  if (event === "request") time = Math.max(time, Number(values[0].headers["${TIME_HEADER}"] ?? 0));
  return emit.call(this, event, ...values);
};

const accounts = new Map();
require(process.env.AZURITE_ACCOUNT_STORE).default.prototype.getAccount = (name) => accounts.get(name);
process.on("message", ({ account, keys }) => {
  if (keys === null) accounts.delete(account);
  else {
    const [key1, key2] = keys.map((key) => Buffer.from(key, "base64"));
    accounts.set(account, { name: account, key1, key2 });
  }
  process.send({ account });
});
`;
