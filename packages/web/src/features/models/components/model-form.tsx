import { Paper } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { ObjectForm, type SavedObject } from '../../../components/object-form/object-form.tsx';
import type { Model } from '../../../lib/models.ts';
import type { ModelObject } from '../api/objects.ts';
import { orderFields } from '../utils/columns.ts';

/** Makes or changes an object of a model, then shows it. */
export function ModelForm({
  model,
  object,
}: {
  readonly model: Model;
  /** Undefined: a new one. */
  readonly object: ModelObject | undefined;
}): ReactNode {
  const fields = useMemo(() => orderFields(model.fields).filter((field) => !field.read_only), [model]);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { history } = useRouter();
  const onSaved = async ({ id }: SavedObject): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['objects'] });
    await client.invalidateQueries({ queryKey: ['object-changes'] });
    await navigate({ to: '/models/$app/$model/$id', params: { app: model.app, model: model.endpoint, id } });
  };
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }} radius="lg" maw={760}>
      <ObjectForm
        label={model.verbose_name}
        url={model.url}
        fields={fields}
        object={object}
        onSaved={(saved) => void onSaved(saved)}
        onCancel={() => history.back()}
      />
    </Paper>
  );
}
