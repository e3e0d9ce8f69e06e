import { Input, NumberInput, Slider } from '@mantine/core';
import type { ReactNode } from 'react';
import { labelProps, type FieldProps } from './field-props.ts';

/** Whole numbers; a slider where the author asks for one and both ends are known. */
export function NumberField(props: FieldProps): ReactNode {
  const { variable, value, onChange, onBlur } = props;
  const { min_value: min, max_value: max, widget } = variable;
  const text = typeof value === 'string' ? value : '';
  if (widget === 'slider' && min !== undefined && max !== undefined) {
    const { label, description, error, withAsterisk } = labelProps(props);
    return (
      <Input.Wrapper label={label} description={description} error={error} withAsterisk={withAsterisk}>
        <Slider
          min={min}
          max={max}
          value={text === '' ? min : Number(text)}
          onChange={(number) => onChange(String(number))}
          thumbLabel={variable.label}
          marks={[
            { value: min, label: min },
            { value: max, label: max },
          ]}
          mt="xs"
          mb="lg"
        />
      </Input.Wrapper>
    );
  }
  return (
    <NumberInput
      {...labelProps(props)}
      value={text}
      onChange={(number) => onChange(String(number))}
      onBlur={onBlur}
      allowDecimal={false}
      // The value stays as typed: what is wrong with it is said, not changed.
      clampBehavior="none"
      {...(min === undefined ? {} : { min, allowNegative: min < 0 })}
      {...(max === undefined ? {} : { max })}
      maw={240}
    />
  );
}
