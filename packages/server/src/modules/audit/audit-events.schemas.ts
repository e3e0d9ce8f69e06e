import { nullable } from '../../http/response-schemas.ts';
import { Type, type TSchema } from '../../http/typebox.ts';
import { auditActions, auditOutcomes } from './audit-event.entity.ts';

export const AuditEventSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    url: Type.String(),
    display: Type.String(),
    time: Type.String({ format: 'date-time' }),
    user_id: nullable(Type.String({ format: 'uuid', description: 'Stays when the user is gone.' })),
    user_name: Type.String({ description: 'As it was then; of a sign-in that was refused the name that was given.' }),
    action: Type.String({ description: auditActions.map((action) => `\`${action}\``).join(', ') }),
    outcome: Type.Union(auditOutcomes.map((outcome) => Type.Literal(outcome))),
    object_type: Type.String({ description: 'Label of a model: `users.user`; empty when it is about no object.' }),
    object_id: Type.String(),
    object_repr: Type.String({ description: 'The object in a line, as it was.' }),
    request_id: nullable(Type.String({ description: 'As in the header `Request-Id` of the answer.' })),
    client_address: Type.String(),
    details: Type.Record(Type.String(), Type.Unknown(), {
      description: '`fields` with values before and after, `code` of a refusal, …',
    }),
  },
  { $id: 'AuditEvent', description: 'Something that concerns who may do what, or did. It never changes.' },
);

export const auditComponents: readonly TSchema[] = [AuditEventSchema];
