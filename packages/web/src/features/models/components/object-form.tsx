import { Alert, Button, Group, Paper, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { ApiError } from '../../../lib/api-error.ts';
import type { Model } from '../../../lib/models.ts';
import { saveObject, type ModelObject } from '../api/objects.ts';
import { orderFields } from '../utils/columns.ts';
import { readForm, toFormValues, type FormValues } from '../utils/object-values.ts';
import { FieldInput } from './field-input.tsx';

/** Makes or changes an object. The server's problems stand at their fields. */
export function ObjectForm({
  model,
  object,
}: {
  readonly model: Model;
  /** Undefined: a new one. */
  readonly object: ModelObject | undefined;
}): ReactNode {
  const fields = useMemo(() => orderFields(model.fields).filter((field) => !field.read_only), [model]);
  const [before] = useState<FormValues>(() => toFormValues(fields, object));
  const [values, setValues] = useState(before);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const element = useRef<HTMLFormElement>(null);
  const client = useQueryClient();
  const navigate = useNavigate();

  const show = (found: Readonly<Record<string, string>>): void => {
    setProblems(found);
    requestAnimationFrame(() =>
      element.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus(),
    );
  };
  const save = useMutation({
    mutationFn: saveObject,
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: ['objects'] });
      await client.invalidateQueries({ queryKey: ['object-changes'] });
      await navigate({
        to: '/models/$app/$model/$id',
        params: { app: model.app, model: model.endpoint, id: saved.id },
      });
    },
    onError: (error) => show(problemsOf(error)),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const read = readForm(fields, values, before);
    if ('problems' in read) show(read.problems);
    else save.mutate({ model, id: object?.id, body: read.body });
  };
  const general = Object.entries(problems).filter(([name]) => !fields.some((field) => field.name === name));

  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }} radius="lg" maw={760}>
      <form ref={element} onSubmit={send} noValidate aria-label={model.verbose_name}>
        <Stack gap="md">
          {general.length > 0 && (
            <Alert color="red" variant="light" role="alert" tabIndex={-1} title="It was not saved">
              {general.map(([, text]) => text).join(' ')}
            </Alert>
          )}
          {fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              value={values[field.name]}
              error={problems[field.name]}
              onChange={(value) => setValues((previous) => ({ ...previous, [field.name]: value }))}
            />
          ))}
          <Group justify="flex-end" gap="xs">
            <Button variant="subtle" color="gray" onClick={() => window.history.back()}>
              Back
            </Button>
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

function problemsOf(error: Error): Readonly<Record<string, string>> {
  if (error instanceof ApiError && Object.keys(error.fields).length > 0) {
    return Object.fromEntries(Object.entries(error.fields).map(([name, texts]) => [name, texts.join(' ')]));
  }
  return { '': error.message };
}
