import { useRouterState } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../../../lib/api-error.ts';
import type { JobDetail, JobVariable } from '../api/get-job.ts';
import { checkValue, checkValues } from '../utils/check-value.ts';
import { fromWire, initialValue, withoutSecrets, type FormValue, type FormValues } from '../utils/form-values.ts';

/** Values that an address proposes. */
export interface Proposal {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly commit?: boolean;
}

export interface JobForm {
  readonly values: FormValues;
  readonly commit: boolean;
  /** Problems to show: of fields that were left or sent. */
  readonly problems: Readonly<Record<string, string>>;
  readonly setValue: (variable: JobVariable, value: FormValue) => void;
  readonly setCommit: (commit: boolean) => void;
  /** The user is done with a field: from now on it says what is wrong. */
  readonly leave: (variable: JobVariable) => void;
  /** Shows all problems. @returns whether there are none, so that the form may be sent */
  readonly checkAll: () => boolean;
  /** Shows what the server refused, field by field. @returns what belongs to no field */
  readonly refuse: (error: unknown) => string | undefined;
  /** Back to the defaults. */
  readonly reset: () => void;
}

interface Kept {
  readonly values: FormValues;
  readonly commit: boolean;
}

/** What the tab keeps, and where in its history that was typed: there it stands above what the address proposes. */
interface Stored extends Kept {
  readonly visit?: string | undefined;
}

/** State of a job's form. Values outlive a reload of the page, in this tab; secrets and files do not. */
export function useJobForm(job: JobDetail, proposal: Proposal | undefined): JobForm {
  const { variables } = job;
  const key = `jobwright:form:${job.class_path}`;
  const visit = useRouterState({ select: ({ location }) => location.state.__TSR_key });
  const [{ values, commit }, setKept] = useState<Kept>(() => startingState(job, proposal, { key, visit }));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});

  const keep = (next: Kept): void => {
    setKept(next);
    const stored: Stored = { values: withoutSecrets(variables, next.values), commit: next.commit, visit };
    sessionStorage.setItem(key, JSON.stringify(stored));
  };

  const own = variables
    .filter(({ name }) => left.has(name))
    .map((variable) => [variable.name, checkValue(variable, values[variable.name])] as const)
    .filter((entry): entry is [string, string] => entry[1] !== undefined);

  return {
    values,
    commit,
    problems: { ...refused, ...Object.fromEntries(own) },
    setValue: ({ name }, value) => {
      keep({ values: { ...values, [name]: value }, commit });
      setRefused(({ [name]: _gone, ...others }) => others);
    },
    setCommit: (next) => keep({ values, commit: next }),
    leave: ({ name }) => setLeft((previous) => new Set([...previous, name])),
    checkAll: () => {
      setLeft(new Set(variables.map(({ name }) => name)));
      return Object.keys(checkValues(variables, values)).length === 0;
    },
    refuse: (error) => {
      if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
      const names = new Set(variables.map(({ name }) => name));
      const fields = Object.entries(error.fields).map(([name, texts]) => [name, texts.join(' ')] as const);
      setRefused(Object.fromEntries(fields.filter(([name]) => names.has(name))));
      const others = fields.filter(([name]) => !names.has(name)).map(([name, text]) => `${name}: ${text}`);
      return fields.length === 0 ? error.message : others.join('\n') || undefined;
    },
    reset: () => {
      sessionStorage.removeItem(key);
      setKept(startingState(job, undefined, { key, visit }));
      setLeft(new Set());
      setRefused({});
    },
  };
}

/** What was typed at this visit, else what its address proposes, else what this tab kept, else the defaults. */
function startingState(
  job: JobDetail,
  proposal: Proposal | undefined,
  { key, visit }: { readonly key: string; readonly visit: string | undefined },
): Kept {
  const { variables } = job;
  const defaults = Object.fromEntries(variables.map((variable) => [variable.name, initialValue(variable)]));
  const stored = readStored(key);
  const isReload = stored?.visit !== undefined && stored.visit === visit;
  if (!isReload && (proposal?.data !== undefined || proposal?.commit !== undefined)) {
    const given = variables
      .filter(({ name }) => proposal.data !== undefined && Object.hasOwn(proposal.data, name))
      .map((variable) => [variable.name, fromWire(variable, proposal.data?.[variable.name])] as const);
    return { values: { ...defaults, ...Object.fromEntries(given) }, commit: proposal.commit ?? job.commit_default };
  }
  if (!stored) return { values: defaults, commit: job.commit_default };
  // The job may have changed since: only what still is a value of its variables is taken.
  const values = variables.map((variable) => {
    const value = stored.values[variable.name];
    const isSame = value !== undefined && fits(variable, value);
    return [variable.name, isSame ? value : defaults[variable.name]] as const;
  });
  return { values: Object.fromEntries(values), commit: stored.commit };
}

function fits(variable: JobVariable, value: FormValue): boolean {
  switch (variable.kind) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'multi-choice':
    case 'multi-object':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'string' || (value === null && variable.null_option !== undefined);
    case 'choice':
      return variable.choices?.some((choice) => choice.value === value) === true;
    case 'file':
      return false;
    default:
      return typeof value === 'string';
  }
}

function readStored(key: string): Stored | undefined {
  try {
    const stored = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Partial<Stored> | null;
    return stored?.values ? { values: stored.values, commit: stored.commit === true, visit: stored.visit } : undefined;
  } catch {
    return undefined;
  }
}
