import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({
  description: "A kind of router that Direct Connect knows to write a configuration for.",
  simpleResolvers: true,
})
export class RouterType {
  @Field(() => ID, { description: "Its identifier: what `routerConfiguration` asks for." })
  routerTypeIdentifier!: string;

  @Field(() => String, { nullable: true, description: "Who makes it." })
  vendor?: string | null;

  @Field(() => String, { nullable: true, description: "Which models." })
  platform?: string | null;

  @Field(() => String, { nullable: true, description: "Which software, and from which version." })
  software?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "AWS's template that makes the router's commands of `customerRouterConfig`.",
  })
  xsltTemplateName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The template for ports with MACsec; null where AWS has none.",
  })
  xsltTemplateNameForMacSec?: string | null;
}

@ObjectType({
  description: "What a customer's router needs to know to carry a virtual interface.",
  simpleResolvers: true,
})
export class RouterConfiguration {
  @Field(() => ID, { nullable: true, description: "The virtual interface, `dxvif-…`." })
  virtualInterfaceId?: string;

  @Field(() => String, { nullable: true, description: "The virtual interface's name." })
  virtualInterfaceName?: string;

  @Field(() => RouterType, { nullable: true, description: "The kind of router it is for." })
  router?: RouterType;

  @Field(() => String, {
    nullable: true,
    description:
      "Secret: VLAN, addresses, ASNs and BGP keys as AWS's XML, which the router type's template takes; null, with an error, without the permission SECRETS.",
  })
  customerRouterConfig?: string;
}
