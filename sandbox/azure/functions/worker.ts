/**
 * What runs inside the process of a function app: loads what `main` of its `package.json` names, and takes one call at a
 * time over the IPC channel. The functions library of the app registers its functions with the module
 * `@azure/functions-core`, which the host supplies as Azure's worker does, and converts calls and results itself.
 *
 * It is text, because it runs as a file beside the unpacked code, without a build step and without this package.
 * Every line that the app logs is printed as `<severity> <text>`. After each call it writes a marker to stdout and stderr,
 * so that the parent knows when it has all output.
 *
 * @see Azure/azure-functions-nodejs-worker src/startApp.ts, src/setupCoreModule.ts
 */
export const WORKER = `"use strict";
const dns = require("node:dns");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { format } = require("node:util");

const root = process.env.SANDBOX_APP_ROOT;
delete process.env.SANDBOX_APP_ROOT;
const severities = { trace: 0, debug: 0, information: 1, warning: 2, error: 3, critical: 4 };
const functions = new Map();
let model;
let started = false;

class Disposable {
  constructor(dispose) { this.dispose = dispose || (() => undefined); }
}

function print(severity, text) {
  process.stdout.write(severity + " " + text.replace(/\\r?\\n/g, "\\r") + "\\n");
}

const core = {
  version: "1.0.0",
  hostVersion: "4.1041.0",
  Disposable,
  registerFunction(metadata, callback) {
    if (started) throw new Error("A function can only be registered during app startup.");
    if (functions.has(metadata.name)) throw new Error('A function with name "' + metadata.name + '" has already been registered.');
    functions.set(metadata.name, { metadata, callback });
    return new Disposable(() => functions.delete(metadata.name));
  },
  registerHook: () => new Disposable(),
  setProgrammingModel(value) { model = value; },
  getProgrammingModel: () => model,
  log: (level, category, message) => { if (category === "user") print(severities[level] ?? 1, message); },
};

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === "@azure/functions-core" ? core : load.call(this, request, ...rest);
};

// The clock of the sandbox, as the host says it with each call; it goes on while the call runs.
const machineNow = Date.now;
let ahead = 0;
Date.now = () => machineNow() + ahead;
globalThis.Date = new Proxy(Date, {
  construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [Date.now()] : args, made),
  apply: () => new Date().toString(),
});

// Vaults of the sandbox have names that only this process knows.
const lookup = dns.lookup;
dns.lookup = function (host, ...rest) {
  return lookup.call(this, /\\.localhost$/.test(host) ? "127.0.0.1" : host, ...rest);
};

for (const [method, severity] of Object.entries({ trace: 0, debug: 0, log: 1, info: 1, warn: 2, error: 3 })) {
  console[method] = (...args) => print(severity, format(...args));
}

function described(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split("\\n") };
}

function filesOf(main) {
  const whole = path.resolve(root, main);
  if (!main.includes("*")) return [whole, whole + ".js"].filter((file) => fs.existsSync(file)).slice(0, 1);
  const pattern = new RegExp("^" + path.basename(main).replace(/[.]/g, "\\\\.").replace(/[*]/g, ".*") + "$");
  const folder = path.dirname(whole);
  return fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => pattern.test(name)).map((name) => path.join(folder, name)) : [];
}

async function start() {
  const { main } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  const files = filesOf(main ?? "index.js");
  if (files.length === 0) throw new Error('Found zero files matching the supplied pattern: "' + main + '"');
  for (const file of files) {
    if (file.endsWith(".mjs")) await import(pathToFileURL(file).href);
    else require(file);
  }
  started = true;
}

async function invoke({ functionName, timer, http }, invocationId) {
  const { metadata, callback } = functions.get(functionName);
  const name = Object.keys(metadata.bindings).find((key) => /trigger$/i.test(metadata.bindings[key].type));
  const calls = model.getInvocationModel({
    invocationId,
    metadata,
    request: { inputData: [{ name, data: http ? { http } : { json: JSON.stringify(timer) } }], triggerMetadata: {} },
    state: undefined,
    log: (level, category, message) => print(severities[level] ?? 1, message),
  });
  const { context, inputs } = await calls.getArguments();
  const result = await calls.invokeFunction(context, inputs, callback);
  const { returnValue } = await calls.getResponse(context, result);
  const answer = returnValue?.http;
  if (!http || !answer) return;
  const { bytes, string = "" } = answer.body ?? {};
  const body = bytes === undefined ? Buffer.from(string) : Buffer.from(bytes);
  return { status: Number(answer.statusCode), headers: answer.headers, body: body.toString("base64") };
}

function list() {
  return [...functions.values()].map(({ metadata }) => ({
    name: metadata.name,
    bindings: Object.values(metadata.bindings),
  }));
}

function finish(message) {
  const marker = "\\u0000end " + message.requestId + "\\n";
  process.stdout.write(marker, () => process.stderr.write(marker, () => process.send(message)));
}

start().then(
  () => {
    process.on("message", async ({ requestId, payload }) => {
      try {
        const call = JSON.parse(payload);
        ahead = call.now - machineNow();
        const value = call.list ? list() : await invoke(call, requestId);
        finish({ requestId, payload: JSON.stringify(value) ?? "null" });
      } catch (error) {
        finish({ requestId, error: described(error) });
      }
    });
    process.send({ ready: true });
  },
  (error) => process.send({ failed: described(error) }, () => process.exit(1)),
);
`;
