import { Checkbox, Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { labelProps, type FieldProps } from './field-props.ts';

export function BooleanField(props: FieldProps): ReactNode {
  const { variable, value, onChange, onBlur } = props;
  const { label, description, error, name } = labelProps(props);
  const Control = variable.widget === 'switch' ? Switch : Checkbox;
  return (
    <Control
      label={label}
      description={description}
      error={error}
      name={name}
      checked={value === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
      onBlur={onBlur}
    />
  );
}
