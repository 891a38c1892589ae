/**
 * What this project takes of the AWS SDK's inner packages, and may change with any release of it: how an answer is read, how
 * a command is made, and how settings and credentials are found. No other file imports from them
 * (`.dependency-cruiser.cjs`), but for the emulator, which is independent; test/libraries/aws-sdk.test.ts fails where one of
 * these is no longer what it was.
 */
export { AwsJson1_1Protocol } from "@aws-sdk/core/protocols";
export { partition } from "@aws-sdk/core/client";
export { Command } from "@smithy/core/client";
export {
  CredentialsProviderError,
  loadConfig,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
} from "@smithy/core/config";
export { getEndpointPlugin } from "@smithy/core/endpoints";
export {
  collectBody,
  type HttpHandler,
  HttpRequest,
  type HttpResponse,
  JsonCodec2,
  JsonShapeDeserializer2,
} from "@smithy/core/protocols";
export { NormalizedSchema } from "@smithy/core/schema";
