import { Type, type Static } from '@sinclair/typebox';

/** What jobs may touch: the first rule whose pattern fits a job's path holds for it. */
export const JobAccessSchema = Type.Array(
  Type.Object(
    {
      /** Path of a job, or the beginning of paths with `*` behind it: `local/import/*`, `git.branches/*`, `git.*`. */
      jobs: Type.String({ minLength: 1 }),
      /** Whose permissions on data its runs have: those of the platform (everything), or of the user who asked for the run. */
      actAs: Type.Optional(Type.Union([Type.Literal('platform'), Type.Literal('user')])),
      /** Actions by label of a model, or by the beginning of labels with `*` behind it. Absent: every action on every model. */
      allow: Type.Optional(
        Type.Record(
          Type.String({ minLength: 1 }),
          Type.Array(
            Type.Union([Type.Literal('view'), Type.Literal('add'), Type.Literal('change'), Type.Literal('delete')]),
          ),
        ),
      ),
    },
    { additionalProperties: false },
  ),
  { default: [] },
);

export type JobAccessRule = Static<typeof JobAccessSchema>[number];

/** The rule that holds for a job, with nothing left open. */
export interface JobAccess {
  readonly actAs: 'platform' | 'user';
  readonly allow: JobAccessRule['allow'];
  /** Pattern of the rule, for messages; undefined when no rule of the configuration fits. */
  readonly jobs: string | undefined;
}

/** Finds the rule for a job. Without one, jobs from git act as the user, and all others as the platform. */
export function jobAccessOf(rules: readonly JobAccessRule[], jobPath: string): JobAccess {
  const rule = rules.find(({ jobs }) => fits(jobs, jobPath));
  const actAs = rule?.actAs ?? (jobPath.startsWith('git.') ? 'user' : 'platform');
  return { actAs, allow: rule?.allow, jobs: rule?.jobs };
}

/** Whether a name is the pattern, or begins with what stands before a `*` at its end. */
export function fits(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
