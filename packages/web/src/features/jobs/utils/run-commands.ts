import type { JobVariable } from '../api/get-job.ts';
import { listFiles, toData, type FormValues } from './form-values.ts';

/** A run as the form describes it. */
export interface RunDescription {
  readonly classPath: string;
  readonly variables: readonly JobVariable[];
  readonly values: FormValues;
  /** Undefined: the job never writes. */
  readonly commit: boolean | undefined;
}

/** Stands where a secret was typed. */
const placeholder = '…';

/** The run as a request that a shell can send; files by their names, secrets left out. */
export function toCurl(run: RunDescription, origin: string): string {
  const url = `${origin}/api/extras/jobs/${run.classPath}/run/`;
  const head = ['curl', '-X POST', `-H "Authorization: Token $TOKEN"`];
  const files = listFiles(run.variables, run.values);
  const data = shownData(run);
  if (files.length > 0) {
    const parts = [
      // Not -F: there a value that begins with @ or < would name a file.
      ...Object.entries(data).map(([name, value]) => `--form-string ${quote(`${name}=${formText(value)}`)}`),
      ...files.map(([name, file]) => `-F ${quote(`${name}=@${curlFileName(file.name)}`)}`),
      ...(run.commit === undefined ? [] : [`-F '_commit=${run.commit}'`]),
    ];
    return [...head, ...parts, quote(url)].join(' \\\n  ');
  }
  const body = JSON.stringify({ data, ...(run.commit === undefined ? {} : { commit: run.commit }) });
  return [...head, "-H 'Content-Type: application/json'", `-d ${quote(body)}`, quote(url)].join(' \\\n  ');
}

/** The run as a command of the command line. */
export function toCommandLine(run: RunDescription): string {
  const data = shownData(run);
  return [
    `jobwright runjob ${quote(run.classPath)}`,
    ...(run.commit === true ? ['--commit'] : []),
    ...(Object.keys(data).length > 0 ? [`--data ${quote(JSON.stringify(data))}`] : []),
    ...listFiles(run.variables, run.values).map(([name, file]) => `--file ${quote(`${name}=${file.name}`)}`),
  ].join(' \\\n  ');
}

/** Values that may be shown; what is secret is not among them. */
export function linkData(run: RunDescription): Readonly<Record<string, unknown>> {
  return toData(
    run.variables.filter((variable) => !isSecret(variable)),
    run.values,
  );
}

function shownData({ variables, values }: RunDescription): Readonly<Record<string, unknown>> {
  const data = Object.entries(toData(variables, values));
  const secret = new Set(variables.filter(isSecret).map(({ name }) => name));
  return Object.fromEntries(data.map(([name, value]) => [name, secret.has(name) ? placeholder : value]));
}

function isSecret({ sensitive, widget }: JobVariable): boolean {
  return sensitive || widget === 'password';
}

/** In names, curl takes commas and semicolons for its own signs: https://curl.se/docs/manpage.html#-F */
function curlFileName(name: string): string {
  return /[,;"\\]/.test(name) ? `"${name.replaceAll(/["\\]/g, '\\$&')}"` : name;
}

/** A value as a field of a form carries it. */
export function formText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** For POSIX shells. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
