import { badInput } from "../../errors";
import { quoted } from "../../observability/secrets";
import { parseArn, type ResourceArn } from "./arn";

/**
 * The ARN in an argument that takes nothing else.
 * @throws GatewayError BAD_USER_INPUT
 */
export function requireArn(id: string, argument: string): ResourceArn {
  const arn = parseArn(id);
  if (arn !== null) return arn;
  const allowed =
    "the ARN of a Direct Connect resource, which is its `id` in this graph, such as arn:aws:directconnect:us-east-1:111111111111:dxcon/dxcon-ffabc123";
  throw badInput([{ argument, sent: quoted(id), allowed }]);
}
