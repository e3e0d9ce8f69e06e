import { Alert, Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { ApiError } from '../../lib/api-error.ts';
import { localPath, request } from '../../lib/api.ts';
import { FieldInput } from './field-input.tsx';
import type { FormField } from './form-field.ts';
import { readForm, toFormValues, type FormValues } from './object-values.ts';

/** What the server answers with when an object is saved. */
export interface SavedObject {
  readonly id: string;
  readonly display: string;
}

export interface ObjectFormProps {
  /** What is made or changed: said to screen readers. */
  readonly label: string;
  /** List of the objects. */
  readonly url: string;
  readonly fields: readonly FormField[];
  /** Undefined: a new one. */
  readonly object: ({ readonly id: string } & FormValues) | undefined;
  readonly onSaved: (saved: SavedObject) => void;
  readonly onCancel: () => void;
}

/** Makes or changes an object. The server's problems stand at their fields. */
export function ObjectForm({ label, url, fields, object, onSaved, onCancel }: ObjectFormProps): ReactNode {
  const [before] = useState<FormValues>(() => toFormValues(fields, object));
  const [values, setValues] = useState(before);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const element = useRef<HTMLFormElement>(null);
  const show = (found: Readonly<Record<string, string>>): void => {
    setProblems(found);
    requestAnimationFrame(() =>
      element.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus(),
    );
  };
  const save = useMutation({
    mutationFn: (body: FormValues) => {
      const path = localPath(url);
      return object
        ? request<SavedObject>(`${path}${encodeURIComponent(object.id)}/`, { method: 'PATCH', body })
        : request<SavedObject>(path, { method: 'POST', body });
    },
    onSuccess: onSaved,
    onError: (error) => show(problemsOf(error)),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const read = readForm(fields, values, before);
    if ('problems' in read) show(read.problems);
    else save.mutate(read.body);
  };
  const general = Object.entries(problems).filter(([name]) => !fields.some((field) => field.name === name));

  return (
    <form ref={element} onSubmit={send} noValidate aria-label={label}>
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
          <Button variant="subtle" color="gray" onClick={onCancel}>
            Back
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function problemsOf(error: Error): Readonly<Record<string, string>> {
  if (error instanceof ApiError && Object.keys(error.fields).length > 0) {
    return Object.fromEntries(Object.entries(error.fields).map(([name, texts]) => [name, texts.join(' ')]));
  }
  return { '': error.message };
}
