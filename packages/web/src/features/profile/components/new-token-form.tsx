import { Button, Checkbox, Group, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { createToken, tokensKey, type NewToken } from '../api/tokens.ts';

const dayMs = 86_400_000;

const lives = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: 'never', label: 'Until revoked' },
];

/** Makes a token. */
export function NewTokenForm({ onMade }: { readonly onMade: (token: NewToken) => void }): ReactNode {
  const client = useQueryClient();
  const [description, setDescription] = useState('');
  const [life, setLife] = useState('90');
  const [isReadOnly, setReadOnly] = useState(false);
  const create = useMutation({
    mutationFn: createToken,
    onSuccess: async (token) => {
      onMade(token);
      setDescription('');
      await client.invalidateQueries({ queryKey: tokensKey });
    },
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const expires = life === 'never' ? null : new Date(Date.now() + Number(life) * dayMs).toISOString();
    create.mutate({ description: description.trim(), write_enabled: !isReadOnly, expires });
  };
  return (
    <form onSubmit={send} aria-label="New token">
      {create.error && <ErrorNotice error={create.error} title="No token was made" />}
      <Group align="flex-end" gap="sm">
        <TextInput
          label="What it is for"
          placeholder="Nightly import"
          maxLength={200}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          flex="1 1 200px"
        />
        <Select
          label="Valid for"
          data={lives}
          value={life}
          onChange={(value) => setLife(value ?? '90')}
          allowDeselect={false}
          w={140}
        />
        <Checkbox
          label="Only reads"
          checked={isReadOnly}
          onChange={(event) => setReadOnly(event.currentTarget.checked)}
          mb={8}
        />
        <Button type="submit" loading={create.isPending}>
          Make a token
        </Button>
      </Group>
    </form>
  );
}
