import { collectBody } from "../../libraries/aws-sdk";
import { isUnchanged } from "./answer-bytes";
import { DirectConnectProtocol } from "./protocol";
import { checkBody, checkMembers, checkNextPage } from "./complete-answer";
import { noteUnfit, unfitOf } from "./unfit-values";

type Arguments = Parameters<DirectConnectProtocol["deserializeResponse"]>;

/** HTTP statuses from here on are refusals. */
const REFUSED = 300;

/** The Direct Connect protocol for callers who rely on the content of an answer: an incomplete answer is an error. */
export class CheckedProtocol extends DirectConnectProtocol {
  /** @throws IncompleteAnswerError; what the SDK throws. */
  override async deserializeResponse<Output extends { $metadata: object }>(
    ...[operation, context, response]: Arguments
  ): Promise<Output> {
    // The same bytes passed this check when they first arrived: only complete answers are remembered.
    if (response.statusCode >= REFUSED || isUnchanged(response))
      return (await super.deserializeResponse(operation, context, response)) as unknown as Output; // as the SDK has it
    const bytes = await collectBody(response.body, context);
    response.body = bytes;
    checkBody(operation.name, bytes);
    const output = (await super.deserializeResponse(operation, context, response)) as unknown as Output; // as above
    noteUnfit(output);
    checkMembers(operation.name, output);
    checkNextPage(operation.name, unfitOf(output));
    return output;
  }
}
