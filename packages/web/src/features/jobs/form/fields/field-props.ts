import type { ReactNode } from 'react';
import type { JobVariable } from '../../api/get-job.ts';
import type { FormValue, FormValues } from '../../utils/form-values.ts';

/** What every input of a variable takes. */
export interface FieldProps {
  readonly variable: JobVariable;
  readonly value: FormValue;
  readonly onChange: (value: FormValue) => void;
  readonly onBlur: () => void;
  readonly error: ReactNode;
  /** All values of the form, for inputs that depend on others. */
  readonly values: FormValues;
}

/** Label, help and error of an input, as all of them show it. */
export function labelProps({ variable, error }: Pick<FieldProps, 'variable' | 'error'>) {
  return {
    label: variable.label,
    description: variable.help_text === '' ? undefined : variable.help_text,
    error,
    withAsterisk: variable.required,
    name: variable.name,
    'aria-required': variable.required,
  };
}
