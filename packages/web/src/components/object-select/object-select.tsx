import { MultiSelect, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useObjectOptions } from './use-object-options.tsx';

interface InputProps {
  /** List of the model. */
  readonly modelUrl: string;
  readonly label?: string;
  readonly 'aria-label'?: string;
  readonly placeholder?: string;
  readonly withAsterisk?: boolean;
  readonly error?: ReactNode;
}

const noFilters = {};

/** One object of a model, searched for on the server while typing. */
export function ObjectSelect({
  modelUrl,
  value,
  onChange,
  ...input
}: InputProps & { readonly value: string | null; readonly onChange: (id: string | null) => void }): ReactNode {
  const source = useObjectOptions({
    modelUrl,
    filters: noFilters,
    chosenIds: value === null ? [] : [value],
    onUnfit: () => onChange(null),
  });
  return (
    <Select
      placeholder="Search"
      {...input}
      {...source.inputProps}
      data={source.data}
      value={value}
      onChange={onChange}
      clearable
    />
  );
}

/** Any number of objects of a model. */
export function MultiObjectSelect({
  modelUrl,
  value,
  onChange,
  ...input
}: InputProps & { readonly value: readonly string[]; readonly onChange: (ids: readonly string[]) => void }): ReactNode {
  const source = useObjectOptions({ modelUrl, filters: noFilters, chosenIds: value, onUnfit: onChange });
  return (
    <MultiSelect
      placeholder={value.length === 0 ? 'Search' : ''}
      {...input}
      {...source.inputProps}
      data={source.data}
      value={[...value]}
      onChange={onChange}
      clearable
      hidePickedOptions
    />
  );
}
