import type { ReactNode } from 'react';
import { BooleanField } from './fields/boolean-field.tsx';
import { ChoiceField, MultiChoiceField } from './fields/choice-field.tsx';
import type { FieldProps } from './fields/field-props.ts';
import { FileField } from './fields/file-field.tsx';
import { NumberField } from './fields/number-field.tsx';
import { MultiObjectField, ObjectField } from './fields/object-field.tsx';
import { TextField } from './fields/text-field.tsx';

/** The input for a variable, by its kind. */
export function VariableField(props: FieldProps): ReactNode {
  switch (props.variable.kind) {
    case 'integer':
      return <NumberField {...props} />;
    case 'boolean':
      return <BooleanField {...props} />;
    case 'choice':
      return <ChoiceField {...props} />;
    case 'multi-choice':
      return <MultiChoiceField {...props} />;
    case 'object':
      return <ObjectField {...props} />;
    case 'multi-object':
      return <MultiObjectField {...props} />;
    case 'file':
      return <FileField {...props} />;
    default:
      return <TextField {...props} />;
  }
}
