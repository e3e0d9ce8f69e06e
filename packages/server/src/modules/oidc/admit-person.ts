import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { advisoryLockKeys, identityLockFamily } from '../../database/advisory-locks.ts';
import { queryIn } from '../../database/query.ts';
import { OidcUserConflictError, OidcUserUnknownError } from '../../errors.ts';
import { createRedaction } from '../../runtime/host/data/changes/redaction.ts';
import { recordAuditEvent } from '../audit/record-audit-event.ts';
import { User } from '../users/user.entity.ts';
import type { Admission, AdmissionScope } from './admission.ts';
import { emailIn, groupsIn, usernameIn, verifiedEmailIn } from './claims.ts';
import type { ExternalPerson } from './oidc-client.ts';
import { recordUser, synchroniseUser } from './synchronise-user.ts';

export interface AdmittedUser {
  readonly userId: string;
  readonly username: string;
}

/**
 * Finds or makes the user of ours for somebody, by issuer and subject, and gives him the groups that the provider says.
 * All of it is one transaction: a sign-in that is refused changes nothing.
 * @throws {@link OidcUserUnknownError}, {@link OidcUserConflictError}, {@link OidcUserInactiveError},
 *   {@link OidcClaimMissingError}, {@link LastSuperuserError}
 */
export async function admitPerson(admission: Admission): Promise<AdmittedUser> {
  const { context, person, settings } = admission;
  const redact = createRedaction(randomBytes(32));
  return context.em().transactional(async (em) => {
    const scope: AdmissionScope = { ...admission, em, redact };
    const query = queryIn(em);
    // Two first sign-ins of one person at the same time make one user.
    await query('select pg_advisory_xact_lock($1, $2)', [identityLockFamily, lockKeyOf(person)]);
    // Two superusers who cease to be that at the same time must not both succeed.
    if (settings.superuserGroup !== undefined) {
      await query('select pg_advisory_xact_lock($1, $2)', [...advisoryLockKeys.firstAdministrator]);
    }
    const userId = (await findLinked(scope)) ?? (await linkOrCreate(scope));
    await query('select from users_user where id = $1 for update', [userId]);
    const username = await synchroniseUser(scope, userId);
    await query(
      'update users_external_identity set last_login = now(), last_updated = now() where issuer = $1 and subject = $2',
      [person.issuer, person.subject],
    );
    await query('update users_user set last_login = now() where id = $1', [userId]);
    return { userId, username };
  });
}

async function findLinked({ em, person }: AdmissionScope): Promise<string | undefined> {
  const [row] = await queryIn(em)<{ userId: string }>(
    'select user_id as "userId" from users_external_identity where issuer = $1 and subject = $2',
    [person.issuer, person.subject],
  );
  return row?.userId;
}

async function linkOrCreate(scope: AdmissionScope): Promise<string> {
  const { author, em, person, settings } = scope;
  const found = await findLocal(scope);
  const user = found ?? (await createExternalUser(scope));
  const query = queryIn(em);
  await query(
    `insert into users_external_identity (id, created, last_updated, user_id, issuer, subject)
     values ($1, now(), now(), $2, $3, $4)`,
    [uuidv7(), user.id, person.issuer, person.subject],
  );
  await recordAuditEvent(query, {
    action: 'identity.linked',
    author,
    object: { type: 'users.user', id: user.id, display: user.username },
    details: { issuer: person.issuer, subject: person.subject, by: found ? settings.linkUsers : 'creation' },
  });
  return user.id;
}

/** The user whom the configuration lets somebody be from his first sign-in on. */
async function findLocal(scope: AdmissionScope): Promise<User | undefined> {
  const { person, settings } = scope;
  const found = await findCandidates(scope);
  const [user] = found;
  if (!user) return undefined;
  // Names and addresses at a provider can often be chosen: they alone never lead to everything.
  const isTrusted =
    settings.superuserGroup !== undefined && groupsIn(person.claims, settings).has(settings.superuserGroup);
  if (found.length > 1 || (user.isSuperuser && !isTrusted)) throw new OidcUserConflictError(settings.label);
  return user;
}

async function findCandidates({ em, person, settings }: AdmissionScope): Promise<readonly User[]> {
  switch (settings.linkUsers) {
    case 'none':
      return [];
    case 'username':
      return em.find(User, { username: usernameIn(person.claims, settings) });
    case 'email': {
      const email = verifiedEmailIn(person.claims, settings);
      return email === undefined ? [] : em.find(User, { email: { $ilike: escapePattern(email) } });
    }
  }
}

async function createExternalUser(scope: AdmissionScope): Promise<User> {
  const { em, person, settings } = scope;
  if (!settings.createUsers) throw new OidcUserUnknownError(settings.label);
  const username = usernameIn(person.claims, settings);
  if ((await em.count(User, { username })) > 0) throw new OidcUserConflictError(settings.label);
  const user = em.create(User, { username, email: emailIn(person.claims, settings) ?? '' }, { partial: true });
  await em.flush();
  await recordUser(scope, { id: user.id, action: 'create', before: undefined });
  return user;
}

function lockKeyOf({ issuer, subject }: ExternalPerson): number {
  return createHash('sha256').update(`${issuer}\n${subject}`).digest().readInt32BE();
}

/** Text as a pattern that matches nothing but it. */
function escapePattern(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
