import { CloudError } from "../../cloud/cloud-error";
import { object, text } from "../../cloud/resources/shape";
import type { FunctionSettings } from "./function-settings";

export interface LoggingConfig {
  readonly LogFormat?: string;
  readonly LogGroup?: string;
  readonly ApplicationLogLevel?: string;
  readonly SystemLogLevel?: string;
}

export const loggingShape = object({
  LogFormat: text({ oneOf: ["JSON", "Text"] }),
  LogGroup: text(),
  ApplicationLogLevel: text({ oneOf: ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] }),
  SystemLogLevel: text({ oneOf: ["DEBUG", "INFO", "WARN"] }),
});

/**
 * How a function logs, with the defaults of Lambda. UNCONFIRMED: the text with which Lambda refuses levels for text.
 *
 * @see AWS Lambda developer guide, "Configuring advanced logging controls for Lambda functions"
 * @throws CloudError `InvalidParameterValueException` for levels where the format is text
 */
export function loggingOf(
  functionName: string,
  config: LoggingConfig = {},
): Pick<FunctionSettings, "logGroup" | "logFormat" | "logLevel"> {
  const { LogFormat = "Text", LogGroup, ApplicationLogLevel, SystemLogLevel } = config;
  if (LogFormat === "Text" && (ApplicationLogLevel ?? SystemLogLevel) !== undefined) {
    throw new CloudError(
      "InvalidParameterValueException",
      "ApplicationLogLevel and SystemLogLevel can only be set when LogFormat is JSON.",
    );
  }
  return {
    logGroup: LogGroup ?? `/aws/lambda/${functionName}`,
    logFormat: LogFormat,
    logLevel: ApplicationLogLevel ?? "INFO",
  };
}
