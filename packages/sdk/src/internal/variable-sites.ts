import type { Variable } from '../variables/variable.ts';

/** Where variables were made, as stacks. Undefined: nobody wants to know, and a stack per variable costs each run. */
let sites: Map<Variable, string> | undefined;

/** Notes where a variable is made, while {@link siteOfVariable} looks for it. */
export function noteVariableSite(variable: Variable): void {
  sites?.set(variable, new Error().stack ?? '');
}

/**
 * Frames of the definition of a variable, found by making the job once more.
 * @returns undefined when the job has no such variable then, or cannot be made
 */
export function siteOfVariable(jobClass: new () => object, name: string): string | undefined {
  const noted = new Map<Variable, string>();
  sites = noted;
  try {
    const job = new jobClass() as Readonly<Record<string, unknown>>;
    return noted.get(job[name] as Variable)?.replace(/^.*\n/, '');
  } catch {
    return undefined;
  } finally {
    sites = undefined;
  }
}
