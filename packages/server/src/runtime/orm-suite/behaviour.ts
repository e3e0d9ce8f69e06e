import type { Job } from '@jobwright/sdk';
import type { EntityManager } from '@mikro-orm/core';

/** Something that authors do with `this.em`, and what comes of it: JSON that is the same in both realms. */
export interface Behaviour {
  readonly name: string;
  /** Written out: neither realm decides what is right. */
  readonly expected: unknown;
  /** `job` is one whose unit of work `em` is. */
  run(em: EntityManager, job: Job): Promise<unknown>;
}

export function behaviour(name: string, expected: unknown, run: Behaviour['run']): Behaviour {
  return { name, expected, run };
}

/** Class and essence of what a promise rejects with. */
export async function failureOf(action: () => Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await action();
  } catch (error) {
    const { name, code, constraint } = error as Error & { code?: string; constraint?: string };
    return { name, ...(code === undefined ? {} : { code }), ...(constraint === undefined ? {} : { constraint }) };
  }
  return { name: 'no error' };
}
