import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { ListSkeleton } from '../../components/list-skeleton.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { WayBack } from '../../components/way-back.tsx';
import { capitalize, useModel, type Model } from '../../lib/models.ts';
import { objectQuery } from './api/objects.ts';
import { ModelGate } from './components/model-gate.tsx';
import { ModelForm } from './components/model-form.tsx';

/** The form of a new object. */
export function NewObjectPage(): ReactNode {
  const { app, model: endpoint } = useParams({ from: '/models/$app/$model/new' });
  const model = useModel(app, endpoint);
  return (
    <ModelGate model={model}>
      {(known) => (
        <>
          <PageHeader
            title={`New ${known.verbose_name}`}
            above={
              <WayBack to="/models/$app/$model" params={{ app, model: endpoint }}>
                {capitalize(known.verbose_name_plural)}
              </WayBack>
            }
          />
          <ModelForm model={known} object={undefined} />
        </>
      )}
    </ModelGate>
  );
}

/** The form of an object that is there. */
export function EditObjectPage(): ReactNode {
  const { app, model: endpoint, id } = useParams({ from: '/models/$app/$model/$id/edit' });
  const model = useModel(app, endpoint);
  return <ModelGate model={model}>{(known) => <EditObject model={known} id={id} />}</ModelGate>;
}

function EditObject({ model, id }: { readonly model: Model; readonly id: string }): ReactNode {
  const { data: object, error, refetch } = useQuery(objectQuery(model, id));
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!object) return <ListSkeleton />;
  return (
    <>
      <PageHeader
        title={`Edit ${object.display}`}
        above={
          <WayBack to="/models/$app/$model/$id" params={{ app: model.app, model: model.endpoint, id }}>
            {object.display}
          </WayBack>
        }
      />
      <ModelForm key={id} model={model} object={object} />
    </>
  );
}
