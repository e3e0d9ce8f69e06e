import { ActionIcon, Button, Group, Menu, Select } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { ObjectSelect } from '../../../components/object-select/object-select.tsx';
import { fieldLabel, type Model, type ModelField } from '../../../lib/models.ts';
import { filterName, pickFilters } from '../utils/columns.ts';

type Filter = Readonly<Record<string, string>>;

/** Narrows a list by fields of the model, one by one. */
export function ModelFilters({
  model,
  filter,
  onChange,
}: {
  readonly model: Model;
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}): ReactNode {
  const fields = pickFilters(model.fields);
  const [begun, setBegun] = useState<readonly string[]>([]);
  const shown = fields.filter((field) => filterName(field) in filter || begun.includes(field.name));
  const others = fields.filter((field) => !shown.includes(field));
  /** Filters that no input stands for: an address may hold any that REST knows. */
  const foreign = Object.entries(filter).filter(([name]) => !fields.some((field) => filterName(field) === name));

  const set = (name: string, value: string | null): void => {
    const { [name]: _previous, ...rest } = filter;
    onChange(value === null ? rest : { ...rest, [name]: value });
  };
  const drop = (field: ModelField): void => {
    setBegun((previous) => previous.filter((name) => name !== field.name));
    set(filterName(field), null);
  };

  return (
    <>
      {shown.map((field) => (
        <Group key={field.name} gap={2} wrap="nowrap">
          <FilterInput
            field={field}
            value={filter[filterName(field)] ?? null}
            onChange={(value) => set(filterName(field), value)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Drop the filter ${fieldLabel(field.name)}`}
            onClick={() => drop(field)}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {foreign.map(([name, value]) => (
        <Button
          key={name}
          variant="light"
          size="xs"
          rightSection={<IconX size={14} aria-hidden />}
          onClick={() => set(name, null)}
          aria-label={`Drop the filter ${name}`}
        >
          {name} = {value}
        </Button>
      ))}
      {others.length > 0 && (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <Button variant="default" leftSection={<IconFilter size={16} aria-hidden />}>
              Filter
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
            {others.map((field) => (
              <Menu.Item key={field.name} onClick={() => setBegun((previous) => [...previous, field.name])}>
                {fieldLabel(field.name)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}

function FilterInput({
  field,
  value,
  onChange,
}: {
  readonly field: ModelField;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}): ReactNode {
  const label = fieldLabel(field.name);
  if (field.target_url !== null) {
    return (
      <ObjectSelect
        modelUrl={field.target_url}
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={onChange}
      />
    );
  }
  const data = field.choices
    ? field.choices.map(String)
    : [
        { value: 'true', label: 'Yes' },
        { value: 'false', label: 'No' },
      ];
  return (
    <Select aria-label={label} placeholder={label} data={data} value={value} onChange={onChange} clearable w={180} />
  );
}
