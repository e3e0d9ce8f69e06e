import { Checkbox, Group, MultiSelect, Radio, Select, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { labelProps, type FieldProps } from './field-props.ts';

/** More than so many choices are searched, not looked through. */
const searchableFrom = 8;

/** One of a fixed set. */
export function ChoiceField(props: FieldProps): ReactNode {
  const { variable, value, onChange, onBlur } = props;
  const choices = variable.choices ?? [];
  const chosen = typeof value === 'string' ? value : null;
  if (variable.widget === 'radio') {
    const { 'aria-required': _, ...label } = labelProps(props);
    return (
      <Radio.Group {...label} value={chosen} onChange={onChange}>
        <Stack gap="xs" mt="xs">
          {choices.map((choice) => (
            <Radio key={choice.value} value={choice.value} label={choice.label} onBlur={onBlur} />
          ))}
        </Stack>
      </Radio.Group>
    );
  }
  return (
    <Select
      {...labelProps(props)}
      data={choices}
      value={chosen}
      onChange={(next) => onChange(next ?? undefined)}
      onBlur={onBlur}
      searchable={choices.length > searchableFrom}
      clearable={!variable.required}
      placeholder="Choose"
      limit={200}
      maw={480}
    />
  );
}

/** Any number of a fixed set. */
export function MultiChoiceField(props: FieldProps): ReactNode {
  const { variable, value, onChange, onBlur } = props;
  const choices = variable.choices ?? [];
  const chosen = Array.isArray(value) ? [...(value as readonly string[])] : [];
  if (variable.widget === 'checkbox' || variable.widget === 'checkboxes') {
    const { 'aria-required': _, ...label } = labelProps(props);
    return (
      <Checkbox.Group {...label} value={chosen} onChange={onChange}>
        <Group gap="md" mt="xs">
          {choices.map((choice) => (
            <Checkbox key={choice.value} value={choice.value} label={choice.label} onBlur={onBlur} />
          ))}
        </Group>
      </Checkbox.Group>
    );
  }
  return (
    <MultiSelect
      {...labelProps(props)}
      data={choices}
      value={chosen}
      onChange={onChange}
      onBlur={onBlur}
      searchable
      clearable
      hidePickedOptions
      placeholder={chosen.length === 0 ? 'Choose' : ''}
      limit={200}
      maw={640}
    />
  );
}
