import { Type, type Static } from '@sinclair/typebox';
import { parseHostPattern } from '../runtime/host/http/host-pattern.ts';
import { NetworkList } from '../runtime/host/http/network-list.ts';
import { fits } from './job-access.ts';

/** `api.example.com`, `*.example.com`, `http://10.0.0.5:8080`, `https://[2001:db8::1]`, `*`. */
export const hostPatternForm = String.raw`^(https?:\/\/)?(\*|(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\])(:(\d{1,5}|\*))?$`;

/** `10.20.0.0/16`, `fd00::/8`, `192.0.2.1`. */
const networkForm = String.raw`^[0-9A-Fa-f:.]+(\/\d{1,3})?$`;

/** What jobs may reach by `fetch`. */
export const EgressSchema = Type.Object(
  {
    /** The first rule whose pattern fits a job's path holds for it; a job that none fits reaches nothing. */
    rules: Type.Array(
      Type.Object(
        {
          /** Path of a job, or the beginning of paths with `*` behind it: `local/import/*`, `git.branches/*`. */
          jobs: Type.String({ minLength: 1 }),
          /**
           * Hosts: `api.example.com`, `*.example.com` for every name below, `*` for any. Over `https:` at its usual port,
           * unless the pattern says otherwise: `http://api.example.com`, `api.example.com:8443`, `http://localhost:*`.
           */
          hosts: Type.Array(Type.String({ pattern: hostPatternForm, maxLength: 300 })),
          /** Networks that are not public and that these hosts may lie in: `10.20.0.0/16`. */
          networks: Type.Optional(Type.Array(Type.String({ pattern: networkForm, maxLength: 60 }))),
        },
        { additionalProperties: false },
      ),
      { default: [] },
    ),
    /** PEM file with certificates of authorities that are trusted besides the usual ones. Relative to the configuration. */
    caFile: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false, default: {} },
);

export type EgressSettings = Static<typeof EgressSchema>;
export type EgressRule = EgressSettings['rules'][number];

/** The rule that holds for a job; undefined: it reaches nothing. */
export function egressRuleOf({ rules }: EgressSettings, jobPath: string): EgressRule | undefined {
  return rules.find(({ jobs }) => fits(jobs, jobPath));
}

/** What cannot be meant though it has the right form, one line each: `999.1.1.1`, `10.0.0.0/40`. */
export function describeEgressProblems({ rules }: EgressSettings): readonly string[] {
  return rules.flatMap(({ hosts, networks = [] }, index) => [
    ...hosts.flatMap((host) => problemOf(`egress.rules.${index}.hosts`, () => parseHostPattern(host))),
    ...networks.flatMap((network) => problemOf(`egress.rules.${index}.networks`, () => new NetworkList([network]))),
  ]);
}

function problemOf(key: string, attempt: () => unknown): readonly string[] {
  try {
    attempt();
    return [];
  } catch (error) {
    return [`${key}: ${(error as Error).message}`];
  }
}
