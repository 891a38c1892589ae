import document from "./directconnect-2012-10-25.json";

/** A type of the model: a structure by its members, a list by its items, or a simple type with its constraints. */
export interface Shape {
  readonly type: "structure" | "list" | "string" | "integer" | "long" | "boolean" | "timestamp" | "blob";
  readonly members?: Readonly<Record<string, ShapeReference>>;
  readonly required?: readonly string[];
  readonly member?: ShapeReference;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly exception?: boolean;
}

export interface ShapeReference {
  readonly shape: string;
}

export interface ModelOperation {
  readonly name: string;
  readonly input?: ShapeReference;
  readonly output?: ShapeReference;
  readonly errors?: readonly ShapeReference[];
  readonly deprecated?: boolean;
}

/** The service's public model, without its texts. */
export interface Model {
  readonly operations: Readonly<Record<string, ModelOperation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** The public model of AWS Direct Connect (API version 2012-10-25) of November 2026, copied. */
export const model = document as Model; // the compiler sees no more of "type" than that it is a text
