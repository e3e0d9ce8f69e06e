import { nullable } from '../../http/response-schemas.ts';
import { Type, type TSchema } from '../../http/typebox.ts';
import { changeActions } from '../job-results/change-entry.entity.ts';

export const ObjectChangeSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    url: Type.String(),
    display: Type.String(),
    time: Type.String({ format: 'date-time' }),
    user: nullable(Type.Ref('NestedObject')),
    user_name: Type.String({ description: 'Stays when the user is gone.' }),
    request_id: Type.String({ description: 'The same for all changes of a request or run.' }),
    action: Type.Union(changeActions.map((action) => Type.Literal(action))),
    changed_object_type: Type.String({ description: '`dcim.device`' }),
    changed_object_id: Type.String(),
    changed_object_url: nullable(Type.String()),
    object_repr: Type.String({ description: 'The object in a line, as it was.' }),
    fields: Type.Record(
      Type.String(),
      Type.Object({ before: Type.Optional(Type.Unknown()), after: Type.Optional(Type.Unknown()) }),
    ),
    job_result: nullable(Type.Ref('NestedObject', { description: 'The run that made the change.' })),
  },
  { $id: 'ObjectChange' },
);

export const objectChangeComponents: readonly TSchema[] = [ObjectChangeSchema];
