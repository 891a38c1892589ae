/** The tag that travels with an order, so that it can be found should its answer be lost. */
export const aMarker = {
  key: "directconnect-graphql:change",
  value: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
};
