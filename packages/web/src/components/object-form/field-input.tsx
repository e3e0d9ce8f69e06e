import { NumberInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { MultiObjectSelect, ObjectSelect } from '../object-select/object-select.tsx';
import { fieldLabel } from '../../lib/models.ts';
import type { FormField } from './form-field.ts';
import { SecretInput } from '../secret-input.tsx';

export interface FieldInputProps {
  readonly field: FormField;
  readonly value: unknown;
  readonly error: string | undefined;
  readonly onChange: (value: unknown) => void;
}

/** Texts longer than this get more than a line. */
const lineLength = 500;

/** The input that fits a field of a model. */
export function FieldInput({ field, value, error, onChange }: FieldInputProps): ReactNode {
  const common = {
    label: field.label ?? fieldLabel(field.name),
    ...(field.help === undefined ? {} : { description: field.help }),
    error,
    withAsterisk: field.required,
  };
  if (field.kind === 'to-many') {
    const ids = Array.isArray(value) ? (value as readonly string[]) : [];
    return <MultiObjectSelect {...common} modelUrl={field.target_url ?? ''} value={ids} onChange={onChange} />;
  }
  if (field.kind === 'to-one') {
    const id = typeof value === 'string' ? value : null;
    return <ObjectSelect {...common} modelUrl={field.target_url ?? ''} value={id} onChange={onChange} />;
  }
  if (field.choices) {
    return (
      <Select
        {...common}
        data={field.choices.map(String)}
        value={value === '' ? null : `${value as string | number}`}
        onChange={(choice) => onChange(readChoice(field.choices ?? [], choice))}
        clearable={field.nullable}
      />
    );
  }
  const text = typeof value === 'string' || typeof value === 'number' ? value : '';
  switch (field.type) {
    case 'boolean':
      return (
        <Switch
          label={common.label}
          description={field.help}
          error={error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'integer':
    case 'number':
      return <NumberInput {...common} allowDecimal={field.type === 'number'} value={text} onChange={onChange} />;
    case 'texts':
      return (
        <TagsInput {...common} value={Array.isArray(value) ? (value as string[]) : []} onChange={onChange} clearable />
      );
    case 'password':
      return (
        <SecretInput
          {...common}
          autoComplete="new-password"
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'json':
    case 'array':
      return (
        <Textarea
          {...common}
          description={field.help ?? 'JSON'}
          autosize
          minRows={2}
          maxRows={16}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
      );
    case 'string':
      if (field.max_length === null || field.max_length > lineLength) {
        return (
          <Textarea
            {...common}
            autosize
            minRows={1}
            maxRows={12}
            value={text}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        );
      }
      break;
    default:
  }
  return (
    <TextInput
      {...common}
      value={text}
      {...(field.max_length === null ? {} : { maxLength: field.max_length })}
      {...(field.type === 'datetime' || field.type === 'date' ? { placeholder: placeholders[field.type] } : {})}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const placeholders = { datetime: '2026-01-31T12:00:00Z', date: '2026-01-31' } as const;

function readChoice(choices: readonly (string | number)[], text: string | null): string | number {
  return choices.find((choice) => String(choice) === text) ?? '';
}
