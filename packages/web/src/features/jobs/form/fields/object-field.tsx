import { MultiSelect, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useObjectOptions, type ObjectOptions } from '../../../../components/object-select/use-object-options.tsx';
import { resolveFilters } from '../../utils/resolve-filters.ts';
import { labelProps, type FieldProps } from './field-props.ts';

/** Stands for the null choice: no object has this id. Not "null", which the framework takes for nothing chosen. */
const nullId = 'none';

/** One object of a model, searched for on the server while typing. */
export function ObjectField(props: FieldProps): ReactNode {
  const { variable, value, onChange, onBlur } = props;
  const chosenIds = typeof value === 'string' ? [value] : [];
  const source = useOptions(props, chosenIds, (kept) => {
    if (kept.length === 0) onChange(undefined);
  });
  const nullOption = variable.null_option;
  const data = nullOption === undefined ? source.data : [{ value: nullId, label: nullOption }, ...source.data];
  return (
    <Select
      {...labelProps(props)}
      {...source.inputProps}
      data={data}
      value={value === null ? nullId : (chosenIds[0] ?? null)}
      onChange={(id) => onChange(id === nullId ? null : (id ?? undefined))}
      onBlur={onBlur}
      clearable={!variable.required || value !== undefined}
      placeholder="Search"
      maw={480}
    />
  );
}

/** Any number of objects of a model. */
export function MultiObjectField(props: FieldProps): ReactNode {
  const { value, onChange, onBlur } = props;
  const chosenIds = Array.isArray(value) ? (value as readonly string[]) : [];
  const source = useOptions(props, chosenIds, onChange);
  return (
    <MultiSelect
      {...labelProps(props)}
      {...source.inputProps}
      data={source.data}
      value={[...chosenIds]}
      onChange={onChange}
      onBlur={onBlur}
      clearable
      hidePickedOptions
      placeholder={chosenIds.length === 0 ? 'Search' : ''}
      maw={640}
    />
  );
}

function useOptions(
  { variable, values }: FieldProps,
  chosenIds: readonly string[],
  onUnfit: (kept: readonly string[]) => void,
): ObjectOptions {
  return useObjectOptions({
    modelUrl: variable.model_url ?? '',
    filters: resolveFilters(variable.query_params, values),
    displayField: variable.display_field,
    chosenIds,
    onUnfit,
  });
}
