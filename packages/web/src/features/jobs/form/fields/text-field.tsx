import { JsonInput, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { labelProps, type FieldProps } from './field-props.ts';
import { SecretInput } from '../../../../components/secret-input.tsx';

/** Types of inputs that browsers know, for widgets of the same name. */
const inputTypes: Readonly<Record<string, string>> = {
  date: 'date',
  time: 'time',
  'datetime-local': 'datetime-local',
  datetime: 'datetime-local',
  month: 'month',
  week: 'week',
  color: 'color',
  email: 'email',
  tel: 'tel',
  url: 'url',
};

const monospaced = new Set(['ip-address', 'ip-address-with-mask', 'ip-network']);
const placeholders: Readonly<Record<string, string>> = {
  'ip-address': '192.0.2.1',
  'ip-address-with-mask': '192.0.2.5/24',
  'ip-network': '192.0.2.0/24',
};

/** Texts and addresses: one line or several, hidden for what is secret. */
export function TextField(props: FieldProps): ReactNode {
  const { variable, value, onChange, onBlur } = props;
  const shared = {
    ...labelProps(props),
    value: typeof value === 'string' ? value : '',
    onBlur,
    autoComplete: 'off',
    spellCheck: variable.kind === 'text',
  };
  const change = (event: { readonly currentTarget: { readonly value: string } }): void =>
    onChange(event.currentTarget.value);

  if (variable.widget === 'password' || variable.sensitive) {
    return <SecretInput {...shared} autoComplete="new-password" onChange={change} />;
  }
  if (variable.widget === 'json')
    return <JsonInput {...shared} onChange={onChange} autosize minRows={4} formatOnBlur />;
  if (variable.widget === 'textarea' || (variable.kind === 'text' && variable.widget === undefined)) {
    return <Textarea {...shared} onChange={change} autosize minRows={3} maxRows={16} />;
  }
  return (
    <TextInput
      {...shared}
      onChange={change}
      type={inputTypes[variable.widget ?? ''] ?? 'text'}
      placeholder={placeholders[variable.kind]}
      maw={variable.kind === 'string' || variable.kind === 'text' ? undefined : 360}
      styles={monospaced.has(variable.kind) ? monospace : {}}
    />
  );
}

const monospace = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } };
