/**
 * What runs inside a function's process: loads the handler, then takes one event at a time over the IPC channel.
 *
 * It is text, because it runs as a file beside the unpacked code, without a build step and without this package.
 * After each event it writes a marker to stdout and stderr, so that the parent knows when it has all output.
 */
export const BOOTSTRAP = `"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { format } = require("node:util");

const root = process.env.LAMBDA_TASK_ROOT;
const asJson = process.env.AWS_LAMBDA_LOG_FORMAT === "JSON";
const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const least = levels.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL || "INFO");
let current = "";

for (const [method, level] of Object.entries({ trace: "TRACE", debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARN", error: "ERROR" })) {
  console[method] = (...args) => {
    if (asJson && levels.indexOf(level) < least) return;
    const stream = level === "ERROR" || level === "WARN" ? process.stderr : process.stdout;
    stream.write(asJson ? jsonLine(level, args) : textLine(level, args));
  };
}

function textLine(level, args) {
  return [new Date().toISOString(), current, level, format(...args)].join("\\t").replace(/\\n/g, "\\r") + "\\n";
}

function jsonLine(level, args) {
  const message = args.length === 1 && typeof args[0] === "object" ? args[0] : format(...args);
  return JSON.stringify({ timestamp: new Date().toISOString(), level, requestId: current, message }) + "\\n";
}

function described(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split("\\n") };
}

function typed(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

async function loadHandler() {
  const text = process.env._HANDLER;
  const dot = text.lastIndexOf(".");
  const file = text.slice(0, dot);
  const name = text.slice(dot + 1);
  const found = [".js", ".mjs", ".cjs"].map((end) => path.join(root, file + end)).find((each) => fs.existsSync(each));
  if (!found) throw typed("Runtime.ImportModuleError", "Error: Cannot find module '" + file + "'");
  const module = found.endsWith(".mjs") ? await import(pathToFileURL(found).href) : require(found);
  const handler = module[name];
  if (typeof handler !== "function") throw typed("Runtime.HandlerNotFound", text + " is undefined or not exported");
  if (handler.length < 3) return handler;
  if (process.env.AWS_EXECUTION_ENV === "AWS_Lambda_nodejs24.x") {
    throw typed("Runtime.CallbackHandlerDeprecated", "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You will need to modify this function to use a supported handler signature to use Node.js 24 or later.");
  }
  return (event, context) => new Promise((resolve, reject) => handler(event, context, (error, value) => (error ? reject(error) : resolve(value))));
}

function contextOf({ requestId, deadline, arn }) {
  return {
    awsRequestId: requestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: arn,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function finish(message) {
  const marker = "\\u0000end " + message.requestId + "\\n";
  process.stdout.write(marker, () => process.stderr.write(marker, () => process.send(message)));
}

loadHandler().then(
  (handler) => {
    process.on("message", async (request) => {
      current = request.requestId;
      try {
        const value = await handler(JSON.parse(request.payload), contextOf(request));
        finish({ requestId: current, payload: JSON.stringify(value) ?? "null" });
      } catch (error) {
        console.error("Invoke Error", JSON.stringify(described(error)));
        finish({ requestId: current, error: described(error) });
      }
    });
    process.send({ ready: true });
  },
  (error) => process.send({ failed: described(error) }, () => process.exit(1)),
);
`;
