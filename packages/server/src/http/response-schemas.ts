import { Type, type TObject, type TSchema } from './typebox.ts';

/** Schemas that several routes answer with. Those with an `$id` are components of the OpenAPI document. */

export const ErrorSchema = Type.Object(
  {
    detail: Type.String({ description: 'What is wrong, for people.' }),
    code: Type.String({ description: 'Stable; also in the Error-Code header.' }),
  },
  { $id: 'Error', description: 'An error of the request as a whole.' },
);

export const FieldErrorsSchema = Type.Record(Type.String(), Type.Array(Type.String()), {
  $id: 'FieldErrors',
  description: 'What is wrong, by field; a list of sentences each.',
});

export const NestedObjectSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    url: Type.String({ description: 'Address of the object.' }),
    display: Type.String({ description: 'The object in a line, for people.' }),
  },
  { $id: 'NestedObject', description: 'An object as others refer to it.' },
);

/** Answers that every authenticated route may give. */
export const errorResponses = {
  400: Type.Union([Type.Ref('FieldErrors'), Type.Ref('Error')], { description: 'The request is not valid.' }),
  401: Type.Ref('Error', { description: 'There is no valid token.' }),
  403: Type.Ref('Error', { description: 'The user may not do this.' }),
  404: Type.Ref('Error', { description: 'There is no such object, or the user may not know of it.' }),
} as const;

export const conflictResponse = { 409: Type.Ref('Error', { description: 'The state of the object forbids it.' }) };

/** One page of a list. */
export function pageOf(item: TSchema, description: string): TObject {
  return Type.Object(
    {
      count: Type.Integer({ description: 'How many there are on all pages.' }),
      next: Type.Union([Type.String(), Type.Null()], { description: 'Address of the next page.' }),
      previous: Type.Union([Type.String(), Type.Null()], { description: 'Address of the previous page.' }),
      results: Type.Array(item),
    },
    { description },
  );
}

/** A value that may be missing. */
export function nullable(schema: TSchema): TSchema {
  return Type.Union([schema, Type.Null()]);
}

export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 0, default: 50, description: 'Size of the page; 0 means the largest, 1000.' }),
  ),
  offset: Type.Optional(
    Type.Integer({ minimum: 0, default: 0, description: 'How many to leave out before the page.' }),
  ),
} as const;

export const sharedSchemas: readonly TSchema[] = [ErrorSchema, FieldErrorsSchema, NestedObjectSchema];
