import { pattern } from "./rules";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const DirectConnectGatewayId = () =>
  pattern("directConnectGatewayId", "a Direct Connect gateway's id: a UUID in lower case", UUID);

export const VIRTUAL_GATEWAY_ID = /^vgw-[0-9a-f]{8,17}$/;
