import type { Logger } from "pino";

/** The oldest major version of Node that still gets security updates. @see https://github.com/nodejs/release */
const OLDEST_SUPPORTED = 22;

/**
 * Writes what Node and libraries warn of as lines of the log, and says once if this version of Node has ended. Without
 * it they print several lines of their own form, the AWS SDK once for the version of Node alone.
 */
export function logProcessWarnings(logger: Logger): void {
  process.removeAllListeners("warning"); // Node's own, which prints
  process.on("warning", ({ name, message }) => {
    logger.warn({ warning: name }, message.replaceAll(/\s*\n\s*/g, " "));
  });
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const { node } = process.versions;
  if (Number.parseInt(node, 10) < OLDEST_SUPPORTED)
    logger.warn(
      `Node ${node} gets no more security updates. Run the gateway on a supported version, such as 24.`,
    );
}
