import type { ModelField } from '../../lib/models.ts';

/** A field of a form: that of a model, or one that is described by hand. */
export interface FormField extends Pick<
  ModelField,
  'name' | 'kind' | 'required' | 'nullable' | 'choices' | 'max_length' | 'target_url'
> {
  /** As of a model's field; besides `password`, which is written and never shown, and `texts`, a list of texts. */
  readonly type: string | null;
  /** @defaultValue made of the name */
  readonly label?: string;
  readonly help?: string;
  /** What a new object has unless one says otherwise: the server's default. */
  readonly initial?: boolean;
  /** Given to a new object, and never changed. @defaultValue false */
  readonly isFixed?: boolean;
}

/** Describes a field by what is special about it. */
export function formField(name: string, special: Partial<FormField> = {}): FormField {
  return {
    name,
    kind: 'scalar',
    type: 'string',
    required: false,
    nullable: false,
    choices: null,
    max_length: 200,
    target_url: null,
    ...special,
  };
}
