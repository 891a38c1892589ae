import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional, ValidateNested } from "class-validator";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { DistinctBy, TagKey, TagValue } from "./rules/rules";
import { ResourceId } from "./rules/id-rules";
import { ItemCount } from "./rules/item-count";

export const MAX_TAGS = 50;

@ObjectType({ description: "A label that its owner put on a resource.", simpleResolvers: true })
export class Tag {
  @Field(() => String, { description: "The key, unique on its resource." })
  key!: string;

  @Field(() => String, { nullable: true, description: "The value; may be empty." })
  value?: string;
}

@ObjectType({ description: "A resource, by its ARN, with all its tags.", simpleResolvers: true })
export class ResourceTag {
  @Field(() => ID, { description: "The ARN of the resource, unique over all accounts and regions." })
  resourceArn!: string;

  @Field(() => [Tag], {
    nullable: true,
    description: "Its tags; null, with an error, where they could not be read.",
  })
  tags!: readonly Tag[] | Error;
}

@InputType({ description: "A tag to put on a resource." })
export class TagInput implements sdk.Tag {
  @Field(() => String, { description: "The key: 1 to 128 characters, not starting with `aws:`." })
  @TagKey()
  key!: string;

  @Field(() => String, { nullable: true, description: "The value: up to 256 characters." })
  @IsOptional()
  @TagValue()
  value?: string;
}

/**
 * The field and the rules of the tags that a new resource can be given.
 * @param bearer the tagged resource, where that is not the resource itself.
 * @param most the maximum number, where the gateway adds some of its own.
 */
export function NewTags(bearer?: string, most = MAX_TAGS): PropertyDecorator {
  const description = `Up to ${most} tags, with distinct keys${bearer === undefined ? "" : ` for ${bearer}`}.`;
  const decorators = [
    Field(() => [TagInput], { nullable: true, description }),
    IsOptional(),
    ItemCount(1, most),
    DistinctBy("key"),
    ValidateNested({ each: true }),
  ];
  return (target, member) => decorators.forEach((decorate) => decorate(target, member));
}

@InputType({ description: "Tags to add to a resource, or to give a new value there." })
export class TagResourceInput implements sdk.TagResourceRequest {
  @Field(() => ID, { description: "The resource, by the id that AWS gave it." })
  @ResourceId()
  resourceArn!: string;

  @Field(() => [TagInput], { description: `1 to ${MAX_TAGS} tags with distinct keys.` })
  @ItemCount(1, MAX_TAGS)
  @DistinctBy("key")
  @ValidateNested({ each: true })
  tags!: TagInput[];
}

@InputType({ description: "Tags to take off a resource." })
export class UntagResourceInput implements sdk.UntagResourceRequest {
  @Field(() => ID, { description: "The resource, by the id that AWS gave it." })
  @ResourceId()
  resourceArn!: string;

  @Field(() => [String], { description: "The keys to take off; a key that is not there is no error." })
  @ItemCount(1, MAX_TAGS)
  @TagKey({ each: true })
  tagKeys!: string[];
}

@InputType({ description: "Resources that carry a tag." })
export class TagFilter {
  @Field(() => String, { description: "The key that the resource must have; case matters." })
  key!: string;

  @Field(() => [String], {
    nullable: true,
    description: "The values allowed for it; any value by default.",
  })
  values?: string[] | null;
}

/** What the filters of all resources with a name and tags share. */
@InputType()
export abstract class TaggedFilter {
  @Field(() => String, {
    nullable: true,
    description: "Only rows whose name contains this text, ignoring case.",
  })
  nameContains?: string;

  @Field(() => [TagFilter], { nullable: true, description: "Only rows that have all of these tags." })
  tags?: TagFilter[];
}
