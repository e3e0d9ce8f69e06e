import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ResultsSearch } from '../results-search.ts';

const statuses = ['pending', 'running', 'completed', 'failed', 'errored', 'canceled'].map((value) => ({
  value,
  label: `${value.charAt(0).toUpperCase()}${value.slice(1)}`,
}));

const times = [
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last day' },
  { value: '168', label: 'Last week' },
  { value: '720', label: 'Last 30 days' },
];

/** Which results are listed. */
export function ResultFilters({
  search,
  onChange,
}: {
  readonly search: ResultsSearch;
  readonly onChange: (search: ResultsSearch) => void;
}): ReactNode {
  const set = (name: keyof ResultsSearch, value: string | null): void => {
    const others = Object.entries(search).filter(([key]) => key !== name);
    onChange(Object.fromEntries(value === null || value === '' ? others : [...others, [name, value]]));
  };
  return (
    <Group gap="sm" role="search">
      <TypedFilter
        key={`q:${search.q === undefined}`}
        label="Search results"
        placeholder="Search by name or path of the job"
        value={search.q ?? ''}
        onChange={(value) => set('q', value)}
        flex="1 1 220px"
        isSearch
      />
      <TypedFilter
        key={`user:${search.user === undefined}`}
        label="User"
        placeholder="Any user"
        value={search.user ?? ''}
        onChange={(value) => set('user', value)}
        flex="1 1 120px"
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        data={statuses}
        value={search.status ?? null}
        onChange={(value) => set('status', value)}
        clearable
        flex="1 1 130px"
        maw={{ sm: 150 }}
      />
      <Select
        aria-label="Time"
        placeholder="Any time"
        data={times}
        value={search.since ?? null}
        onChange={(value) => set('since', value)}
        clearable
        flex="1 1 130px"
        maw={{ sm: 150 }}
      />
      {search.job !== undefined && (
        <Select
          aria-label="Job"
          data={[search.job]}
          value={search.job}
          onChange={(value) => set('job', value)}
          clearable
          w={260}
        />
      )}
    </Group>
  );
}

/** A text that is sought a moment after one has stopped typing. */
function TypedFilter({
  label,
  placeholder,
  value,
  onChange,
  flex,
  isSearch = false,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly flex: string;
  readonly isSearch?: boolean;
}): ReactNode {
  const [text, setText] = useState(value);
  const settle = useDebouncedCallback(onChange, 250);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder}
      {...(isSearch ? { leftSection: <IconSearch size={16} aria-hidden /> } : {})}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        settle(currentTarget.value.trim());
      }}
      flex={flex}
    />
  );
}
