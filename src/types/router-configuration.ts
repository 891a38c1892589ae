import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({
  description: "A router type for which Direct Connect writes a configuration.",
  simpleResolvers: true,
})
export class RouterType {
  @Field(() => ID, { description: "The identifier, for the argument of `routerConfiguration`." })
  routerTypeIdentifier!: string;

  @Field(() => String, { nullable: true, description: "The manufacturer, such as `Cisco Systems, Inc.`." })
  vendor?: string | null;

  @Field(() => String, { nullable: true, description: "The model series." })
  platform?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The operating system and its oldest supported version.",
  })
  software?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "AWS's template that makes the router's commands of `customerRouterConfig`.",
  })
  xsltTemplateName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The template for ports with MACsec; null if AWS has none.",
  })
  xsltTemplateNameForMacSec?: string | null;
}

@ObjectType({
  description: "The configuration of a customer's router for a virtual interface.",
  simpleResolvers: true,
})
export class RouterConfiguration {
  @Field(() => ID, { nullable: true, description: "The virtual interface, `dxvif-…`." })
  virtualInterfaceId?: string;

  @Field(() => String, {
    nullable: true,
    description: "The name of the virtual interface that this is for.",
  })
  virtualInterfaceName?: string;

  @Field(() => RouterType, {
    nullable: true,
    description: "The router type that the configuration is written for.",
  })
  router?: RouterType;

  @Field(() => String, {
    nullable: true,
    description:
      "Secret: VLAN, addresses, ASNs and BGP keys as AWS's XML, which the router type's template takes; null, with an error, without the permission SECRETS.",
  })
  customerRouterConfig?: string;
}
