import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyBaseLogger } from 'fastify';
import type { OidcProviderSettings } from '../../config/oidc-settings.ts';
import type { AppContext } from '../../http/app-context.ts';
import type { Redact } from '../../runtime/host/data/changes/redaction.ts';
import type { AuditAuthor } from '../audit/record-audit-event.ts';
import type { ExternalPerson } from './oidc-client.ts';

/** A sign-in whose provider has vouched for the person. */
export interface Admission {
  readonly context: AppContext;
  readonly settings: OidcProviderSettings;
  readonly person: ExternalPerson;
  /** The provider, for the records of what it changes. */
  readonly author: AuditAuthor & { readonly requestId: string };
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
}

/** The same within its transaction. */
export interface AdmissionScope extends Admission {
  readonly em: EntityManager;
  readonly redact: Redact;
}
