import { JobDefinitionError } from '../errors.ts';
import type { JobMeta } from '../job-meta.ts';
import type { JobDescriptor } from './descriptor.ts';
import type { JobClass } from './job-classes.ts';

type MetaPart = Pick<
  JobDescriptor,
  | 'name'
  | 'description'
  | 'commitDefault'
  | 'readOnly'
  | 'hidden'
  | 'fieldOrder'
  | 'softTimeLimitMs'
  | 'timeLimitMs'
  | 'singleton'
  | 'onConflict'
>;

const forms: Readonly<Record<keyof JobMeta, { readonly what: string; accepts(value: unknown): boolean }>> = {
  name: { what: 'text of 1 to 200 characters', accepts: (value) => isText(value, 200) && value !== '' },
  description: { what: 'text of up to 10,000 characters', accepts: (value) => isText(value, 10_000) },
  commitDefault: { what: 'true or false', accepts: isBoolean },
  fieldOrder: { what: 'a list of names of variables', accepts: isTextList },
  readOnly: { what: 'true or false', accepts: isBoolean },
  hidden: { what: 'true or false', accepts: isBoolean },
  abstract: { what: 'true or false', accepts: isBoolean },
  softTimeLimitMs: { what: 'a whole number of milliseconds above 0', accepts: isDuration },
  timeLimitMs: { what: 'a whole number of milliseconds above 0', accepts: isDuration },
  singleton: { what: 'true or false', accepts: isBoolean },
  onConflict: { what: "'queue' or 'refuse'", accepts: (value) => value === 'queue' || value === 'refuse' },
};

/** Reads the `meta` of a class with its defaults; throws {@link JobDefinitionError} when a part of it cannot work. */
export function readMeta(
  jobClass: JobClass,
  className: string,
): { readonly meta: MetaPart; readonly warnings: string[] } {
  const own = Object.hasOwn(jobClass, 'meta');
  const given: unknown = jobClass.meta ?? {};
  if (typeof given !== 'object' || given === null) {
    throw new JobDefinitionError(`The meta of ${className} must be an object: static override meta: JobMeta = { … }.`);
  }
  const warnings: string[] = [];
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(forms, key)) {
      warnings.push(unknownKey(key));
    } else if (value !== undefined && !forms[key as keyof JobMeta].accepts(value)) {
      throw new JobDefinitionError(`meta.${key} of ${className} must be ${forms[key as keyof JobMeta].what}.`);
    }
  }
  const meta = given as JobMeta;
  const { softTimeLimitMs, timeLimitMs } = meta;
  if (softTimeLimitMs !== undefined && timeLimitMs !== undefined && softTimeLimitMs > timeLimitMs) {
    throw new JobDefinitionError(
      `meta.softTimeLimitMs of ${className} is above its timeLimitMs: the run would be stopped before it is told.`,
    );
  }
  return {
    meta: {
      name: (own ? meta.name : undefined) ?? className,
      description: meta.description ?? '',
      commitDefault: meta.commitDefault ?? true,
      readOnly: meta.readOnly ?? false,
      hidden: meta.hidden ?? false,
      fieldOrder: [...(meta.fieldOrder ?? [])],
      ...(softTimeLimitMs === undefined ? {} : { softTimeLimitMs }),
      ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
      singleton: meta.singleton ?? false,
      onConflict: meta.onConflict ?? 'queue',
    },
    warnings,
  };
}

function unknownKey(key: string): string {
  const camelCase = key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const known = camelCase !== key && Object.hasOwn(forms, camelCase);
  return `meta.${key} is unknown and has no effect${known ? `: did you mean ${camelCase}?` : '.'}`;
}

function isText(value: unknown, maxLength: number): boolean {
  return typeof value === 'string' && value.length <= maxLength;
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isDuration(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
