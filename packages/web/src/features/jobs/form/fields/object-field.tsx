import { Loader, MultiSelect, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, type ReactNode, type UIEvent } from 'react';
import { chosenQuery, optionsQuery, type ObjectOption } from '../../api/get-options.ts';
import { resolveFilters } from '../../utils/resolve-filters.ts';
import { labelProps, type FieldProps } from './field-props.ts';

const typingPauseMs = 200;
/** Distance from the end of the list at which the next page is asked for. */
const nearEndPx = 120;
/** Stands for the null choice: no object has this id. */
const nullId = 'null';

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

interface Options {
  readonly data: { readonly value: string; readonly label: string }[];
  readonly inputProps: Readonly<Record<string, unknown>>;
}

/** @param onUnfit - called with those of the chosen that still fit, when a filter has changed and some do not */
function useOptions(
  { variable, values }: FieldProps,
  chosenIds: readonly string[],
  onUnfit: (kept: readonly string[]) => void,
): Options {
  const [words, setWords] = useState('');
  const [isOpen, setIsOpen] = useState(false);
  const [debounced] = useDebouncedValue(words, typingPauseMs);
  const modelUrl = variable.model_url ?? '';
  const filters = resolveFilters(variable.query_params, values);
  const labelOf = (option: ObjectOption): string => readLabel(option, variable.display_field);

  const chosen = useQuery(chosenQuery(modelUrl, filters, chosenIds));
  const chosenLabels = new Set((chosen.data ?? []).map(labelOf));
  // The input shows what is chosen; that is not a search.
  const search = chosenLabels.has(debounced) ? '' : debounced;
  const pages = useInfiniteQuery({ ...optionsQuery(modelUrl, filters, search), enabled: isOpen && modelUrl !== '' });

  const fitting = chosen.data?.map(({ id }) => id);
  const unfit = fitting !== undefined && chosenIds.some((id) => !fitting.includes(id));
  useEffect(() => {
    if (unfit && !chosen.isFetching) onUnfit(chosenIds.filter((id) => fitting.includes(id)));
  });

  const data = useMemo(() => {
    const options = new Map<string, string>();
    for (const option of chosen.data ?? []) options.set(option.id, labelOf(option));
    for (const page of pages.data?.pages ?? [])
      for (const option of page.results) options.set(option.id, labelOf(option));
    return [...options].map(([value, label]) => ({ value, label }));
    // oxlint-disable-next-line react/exhaustive-deps -- the label depends on the variable alone, which stays the same
  }, [chosen.data, pages.data]);

  const loadMore = (event: UIEvent<HTMLElement>): void => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
    const isNearEnd = scrollHeight - scrollTop - clientHeight < nearEndPx;
    if (isNearEnd && pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
  };

  return {
    data,
    inputProps: {
      searchable: true,
      searchValue: words,
      onSearchChange: setWords,
      onDropdownOpen: () => setIsOpen(true),
      // The server has searched already.
      filter: ({ options }: { readonly options: readonly unknown[] }) => options,
      nothingFoundMessage: pages.isFetching ? 'Searching…' : pages.error ? pages.error.message : 'Nothing found',
      rightSection: pages.isFetching && isOpen ? <Loader size={16} aria-label="Searching" /> : undefined,
      maxDropdownHeight: 300,
      scrollAreaProps: { viewportProps: { onScroll: loadMore } },
      renderOption: ({ option }: { readonly option: { readonly label: string } }) => (
        <Text size="sm">{option.label}</Text>
      ),
    },
  };
}

/** The value of the display field, which may lead through related objects: `site.name`. */
function readLabel(option: ObjectOption, displayField = 'display'): string {
  let value: unknown = option;
  for (const part of displayField.split(/\.|__/)) {
    value =
      typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[part] : undefined;
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) || option.display : option.display;
}
