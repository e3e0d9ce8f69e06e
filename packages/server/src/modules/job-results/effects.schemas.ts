import { nullable, pageQuery } from '../../http/response-schemas.ts';
import { Type } from '../../http/typebox.ts';

export const EffectSchema = Type.Object(
  {
    seq: Type.Integer({ description: 'Order within the run; the first is 1.' }),
    phase: Type.Union([Type.Literal('run'), Type.Literal('postRun')]),
    time: Type.String({ format: 'date-time' }),
    method: Type.String(),
    url: Type.String({ description: 'Without credentials: what is or looks like one is `[redacted]`.' }),
    header_names: Type.Array(Type.String(), {
      description: 'Names of the headers that the job set. Their values are not kept.',
    }),
    sent: Type.Boolean({ description: 'False: it was held back in a dry run, or refused; `error` then says why.' }),
    status: nullable(Type.Integer({ description: 'Of the answer.' })),
    request_bytes: Type.Integer(),
    response_bytes: nullable(Type.Integer({ description: 'Of the decoded body, as far as it came.' })),
    duration_ms: nullable(Type.Integer()),
    error: nullable(Type.String({ description: 'Code of the error that the job got.' })),
  },
  { $id: 'Effect' },
);

export const EffectSummarySchema = Type.Object(
  { sent: Type.Integer(), not_sent: Type.Integer() },
  { $id: 'EffectSummary' },
);

const texts = Type.Union([Type.Array(Type.String()), Type.String()]);

export const effectQuery = Type.Object({
  ...pageQuery,
  sent: Type.Optional(Type.Boolean()),
  method: Type.Optional(texts),
  q: Type.Optional(Type.String({ description: 'Part of the URL, in any case.' })),
});
