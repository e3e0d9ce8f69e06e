import type { OidcProviderSettings } from '../../config/oidc-settings.ts';
import { queryIn } from '../../database/query.ts';
import { LastSuperuserError, OidcUserInactiveError } from '../../errors.ts';
import { compareSnapshots, takeSnapshot, type Snapshot } from '../audit/object-snapshot.ts';
import { recordAdministration } from '../audit/record-administration.ts';
import { modelNamed } from '../models/model-catalog.ts';
import { loadObject } from '../models/serialize.ts';
import { UserGroup } from '../users/user-group.entity.ts';
import { User } from '../users/user.entity.ts';
import type { AdmissionScope } from './admission.ts';
import { emailIn, groupsIn } from './claims.ts';

/**
 * Makes of a user what the provider says now: the groups that the mapping names, and superuser or not if the configuration
 * leaves that to the provider. All other groups stay.
 * @returns the name of the user
 */
export async function synchroniseUser(scope: AdmissionScope, userId: string): Promise<string> {
  const { em, person, settings } = scope;
  const { groupMapping, superuserGroup } = settings;
  const before = await snapshotOf(scope, userId);
  const user = await em.findOneOrFail(User, userId, { populate: ['groups'] });
  if (!user.isActive) throw new OidcUserInactiveError();
  const theirs = groupsIn(person.claims, settings);
  const managed = await em.find(UserGroup, { name: { $in: [...new Set(Object.values(groupMapping))] } });
  warnOfMissing(scope, managed);
  const granted = new Set(Object.entries(groupMapping).flatMap(([name, ours]) => (theirs.has(name) ? [ours] : [])));
  for (const group of managed) {
    if (granted.has(group.name)) user.groups.add(group);
    else user.groups.remove(group);
  }
  user.email = emailIn(person.claims, settings) ?? user.email;
  if (superuserGroup !== undefined) user.isSuperuser = theirs.has(superuserGroup);
  await em.flush();
  if (before['is_superuser'] === true && !user.isSuperuser) await assertSomeSuperuser(scope);
  await recordUser(scope, { id: userId, action: 'update', before });
  return user.username;
}

/** Records that a user was made or changed, unless it is as it was. */
export async function recordUser(
  scope: AdmissionScope,
  written: { readonly id: string; readonly action: 'create' | 'update'; readonly before: Snapshot | undefined },
): Promise<void> {
  const { author, context, em } = scope;
  const { action, before, id } = written;
  const { display, label: model } = modelNamed(context.catalog, 'users.user');
  const fields = compareSnapshots(before, await snapshotOf(scope, id));
  const user = await em.findOneOrFail(User, id);
  const change = { action, model, id, display: display.render(user), fields };
  await recordAdministration(queryIn(em), 'user', { change, author });
}

async function snapshotOf({ context, em, redact }: AdmissionScope, id: string): Promise<Snapshot> {
  const { catalog } = context;
  const model = modelNamed(catalog, 'users.user');
  const user = await loadObject(em, { catalog, model }, { id });
  if (!user) throw new Error('The user is gone.');
  return takeSnapshot(model, user, redact);
}

/** @throws {@link LastSuperuserError} */
async function assertSomeSuperuser({ em }: AdmissionScope): Promise<void> {
  if ((await em.count(User, { isSuperuser: true, isActive: true })) === 0) throw new LastSuperuserError();
}

function warnOfMissing({ log, settings }: AdmissionScope, found: readonly UserGroup[]): void {
  const missing = missingGroups(settings, found);
  if (missing.length > 0) {
    log.warn({ provider: settings.id, groups: missing }, 'groupMapping names groups that do not exist.');
  }
}

function missingGroups({ groupMapping }: OidcProviderSettings, found: readonly UserGroup[]): readonly string[] {
  const names = new Set(found.map(({ name }) => name));
  return [...new Set(Object.values(groupMapping))].filter((name) => !names.has(name));
}
