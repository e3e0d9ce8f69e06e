import { expect, it } from 'vitest';
import type { JobVariable } from '../api/get-job.ts';
import { linkData, toCommandLine, toCurl, type RunDescription } from './run-commands.ts';

function variable(name: string, kind: JobVariable['kind'], sensitive = false): JobVariable {
  return { name, type: '', kind, label: name, help_text: '', required: true, sensitive, schema: {} };
}

const run: RunDescription = {
  classPath: 'local/new_branch/NewBranch',
  variables: [variable('site', 'string'), variable('count', 'integer'), variable('key', 'string', true)],
  values: { site: "Land's End", count: '3', key: 'hunter2' },
  commit: true,
};

it('gives the request as curl sends it, quoted for the shell, without secrets', () => {
  expect(toCurl(run, 'http://localhost:8080')).toBe(
    [
      'curl',
      '-X POST',
      '-H "Authorization: Token $TOKEN"',
      "-H 'Content-Type: application/json'",
      `-d '{"data":{"site":"Land'\\''s End","count":3,"key":"…"},"commit":true}'`,
      'http://localhost:8080/api/extras/jobs/local/new_branch/NewBranch/run/',
    ].join(' \\\n  '),
  );
});

it('sends files as a form', () => {
  const withFile = {
    ...run,
    variables: [variable('rows', 'file'), variable('tags', 'multi-choice')],
    values: { rows: new File(['a'], 'my rows.csv'), tags: ['a', 'b'] },
    commit: false,
  };

  expect(toCurl(withFile, 'http://localhost:8080')).toBe(
    [
      'curl',
      '-X POST',
      '-H "Authorization: Token $TOKEN"',
      `--form-string 'tags=["a","b"]'`,
      "-F 'rows=@my rows.csv'",
      "-F '_commit=false'",
      'http://localhost:8080/api/extras/jobs/local/new_branch/NewBranch/run/',
    ].join(' \\\n  '),
  );
  expect(toCommandLine(withFile)).toBe(
    ['jobwright runjob local/new_branch/NewBranch', `--data '{"tags":["a","b"]}'`, "--file 'rows=my rows.csv'"].join(
      ' \\\n  ',
    ),
  );
});

it('quotes the names of files that curl would read otherwise', () => {
  const odd = { ...run, variables: [variable('rows', 'file')], values: { rows: new File([''], 'a;type="x".csv') } };

  expect(toCurl(odd, 'http://localhost:8080')).toContain(`-F 'rows=@"a;type=\\"x\\".csv"'`);
});

it('says in the command line whether the run commits', () => {
  expect(toCommandLine(run)).toContain('--commit');
  expect(toCommandLine({ ...run, commit: undefined })).not.toContain('--commit');
});

it('puts no secret into a link, and none that hides behind a password input into a command', () => {
  const hidden = { ...variable('pin', 'string'), widget: 'password' };
  const withPin = { ...run, variables: [...run.variables, hidden], values: { ...run.values, pin: '4711' } };

  expect(linkData(withPin)).toEqual({ site: "Land's End", count: 3 });
  expect(toCurl(withPin, 'http://localhost:8080') + toCommandLine(withPin)).not.toContain('4711');
});
