import { handlers } from "../../../src/emulator/wire/handlers";
import { operationNames } from "../../../src/emulator/wire/shapes";
import { startEmulated } from "../emulated";

test("every handler answers an operation of the service's model", () => {
  expect(operationNames()).toEqual(expect.arrayContaining(Object.keys(handlers)));
  expect(operationNames()).toHaveLength(73);
});

test("an operation without a handler says that it is not implemented", async () => {
  const { emulator, stop } = await startEmulated();
  try {
    for (const operation of operationNames().filter((name) => !Object.hasOwn(handlers, name))) {
      const response = await fetch(emulator.url, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `OvertureService.${operation}`,
          authorization:
            "AWS4-HMAC-SHA256 Credential=222222222222/20260115/us-east-1/directconnect/aws4_request, Signature=0",
        },
        body: "{}",
      });
      const answer = await response.json();
      expect(answer).toEqual({
        __type: "UnknownOperationException",
        message: `${operation} is not implemented by this emulator.`,
      });
    }
  } finally {
    await stop();
  }
});
