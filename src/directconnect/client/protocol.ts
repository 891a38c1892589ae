import { AwsJson1_1Protocol, JsonCodec2 } from "../../libraries/aws-sdk";
import { InPlaceDeserializer } from "./in-place-deserializer";

/**
 * The SDK's own AWS JSON 1.1 protocol, including requests and errors; only successful answers are read by other code.
 */
export class DirectConnectProtocol extends AwsJson1_1Protocol {
  constructor(settings: ConstructorParameters<typeof AwsJson1_1Protocol>[0]) {
    super(settings);
    const codec = this.getPayloadCodec();
    if (codec instanceof JsonCodec2) this.deserializer = new InPlaceDeserializer(codec.settings);
  }
}
