import { collectBody } from "../../libraries/aws-sdk";
import { isUnchanged } from "./answer-bytes";
import { DirectConnectProtocol } from "./protocol";
import { checkBody, checkMembers, checkNextPage } from "./complete-answer";
import { noteUnfit, unfitOf } from "./unfit-values";

type Arguments = Parameters<DirectConnectProtocol["deserializeResponse"]>;

/** From here on AWS says no. */
const REFUSED = 300;

/** The protocol of Direct Connect for callers who build on what an answer says: what is no whole answer is an error. */
export class CheckedProtocol extends DirectConnectProtocol {
  /** @throws IncompleteAnswerError; what the SDK throws. */
  override async deserializeResponse<Output extends { $metadata: object }>(
    ...[operation, context, response]: Arguments
  ): Promise<Output> {
    // The same bytes were a whole answer when they first came: others are never remembered.
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
