import { Loader, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, type UIEvent } from 'react';
import { chosenQuery, optionsQuery, type Filters, type ObjectOption } from '../../lib/get-options.ts';

const typingPauseMs = 200;
/** Distance from the end of the list at which the next page is asked for. */
const nearEndPx = 120;

/** What an input that offers objects needs. */
export interface ObjectOptions {
  readonly data: { readonly value: string; readonly label: string }[];
  readonly inputProps: Readonly<Record<string, unknown>>;
}

export interface ObjectOptionsQuery {
  /** List of the model. */
  readonly modelUrl: string;
  readonly filters: Filters;
  /** Field that names an object; may lead through related ones. @defaultValue `display` */
  readonly displayField?: string | undefined;
  readonly chosenIds: readonly string[];
  /** Called with those of the chosen that still fit, when a filter has changed and some do not. */
  readonly onUnfit: (kept: readonly string[]) => void;
}

/** Objects of a model to choose from: searched for on the server while typing, page by page. */
export function useObjectOptions({
  modelUrl,
  filters,
  displayField,
  chosenIds,
  onUnfit,
}: ObjectOptionsQuery): ObjectOptions {
  const [words, setWords] = useState('');
  const [isOpen, setIsOpen] = useState(false);
  const [debounced] = useDebouncedValue(words, typingPauseMs);
  const labelOf = (option: ObjectOption): string => readLabel(option, displayField);

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
    // oxlint-disable-next-line react/exhaustive-deps -- the label depends on the display field alone, which stays the same
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
      rightSection: pages.isFetching && isOpen ? <Loader role="status" size={16} aria-label="Searching" /> : undefined,
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
