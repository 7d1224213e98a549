/** The part of JSON Schema (draft 2020-12) that our documents use. `default` is what the reader fills in when a field is missing. */
export type SchemaPart = TextPart | IntegerPart | ListPart | MapPart;

interface Described {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
}

export interface TextPart extends Described {
  readonly type: "string";
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export interface IntegerPart extends Described {
  readonly type: "integer";
  readonly minimum: number;
  readonly maximum: number;
}

export interface ListPart extends Described {
  readonly type: "array";
  readonly items: SchemaPart;
  readonly minItems?: number;
}

/** `additionalProperties` is false where the fields are known, and says what each value is where names are free. */
export interface MapPart extends Described {
  readonly type: "object";
  readonly properties: Readonly<Record<string, SchemaPart>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false | TextPart;
}
