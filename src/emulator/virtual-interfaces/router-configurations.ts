import { clientError } from "../errors";
import type { Handlers } from "../wire/operations";
import { routerConfigurationXml } from "./router-configuration-xml";
import { routerTypes } from "./router-types";
import { shownVirtualInterface } from "./virtual-interface-view";

export const routerConfigurationHandlers = {
  DescribeRouterConfiguration({ virtualInterfaceId, routerTypeIdentifier }, call) {
    const row = shownVirtualInterface(virtualInterfaceId, call);
    const router = routerTypes.find((type) => type.routerTypeIdentifier === routerTypeIdentifier);
    if (!router && (routerTypeIdentifier !== undefined || call.rules.requireRouterType)) {
      throw clientError(`Router type ${routerTypeIdentifier ?? ""} is not supported.`);
    }
    return {
      customerRouterConfig: routerConfigurationXml(row),
      router,
      virtualInterfaceId,
      virtualInterfaceName: row.virtualInterfaceName,
    };
  },
} satisfies Handlers;
