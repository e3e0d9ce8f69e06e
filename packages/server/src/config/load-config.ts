import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Value, ValueErrorType, type ValueError } from '@sinclair/typebox/value';
import { ConfigInvalidError, ConfigLoadError } from '../errors.ts';
import { ConfigSchema, environmentKeys, expectations, type RawConfig } from './config-schema.ts';
import type { Config } from './config.ts';
import { clientSecretVariable } from './oidc-settings.ts';
import { describeEgressProblems } from './egress.ts';

const fileNames = ['jobwright.config.ts', 'jobwright.config.js', 'jobwright.config.mjs'];

export interface LoadConfigOptions {
  /** Where to look for the configuration file. @defaultValue the working directory */
  readonly cwd?: string;
  /** Path of the configuration file, if it is not in `cwd` under its usual name. */
  readonly file?: string;
  /** @defaultValue the environment of the process */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Values that win over file and environment, e.g. from the command line. */
  readonly overrides?: Readonly<Record<string, unknown>>;
}

/**
 * Reads `jobwright.config.ts` (Node strips its types) and the environment, and checks both. This is the only place
 * where the environment is read.
 * @throws {@link ConfigLoadError} when the file cannot be loaded
 * @throws {@link ConfigInvalidError} when a value is not right, with one line per key
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<Config> {
  const cwd = options.cwd ?? process.cwd();
  const file = findFile(cwd, options.file);
  const rootDir = file ? dirname(file) : cwd;
  const fromFile = file ? await importConfig(file) : {};
  const env = options.env ?? process.env;
  const fromEnvironment = readEnvironment(env);
  const merged = withClientSecrets(
    { limits: {}, git: {}, ...fromFile, ...fromEnvironment.values, ...options.overrides },
    env,
  );
  const config = validate(merged, fromEnvironment.names);
  const { caFile } = config.egress;
  return {
    ...config,
    rootDir,
    jobsRoot: resolve(rootDir, config.jobsRoot),
    dataDir: resolve(rootDir, config.dataDir),
    egress: { ...config.egress, ...(caFile === undefined ? {} : { caFile: resolve(rootDir, caFile) }) },
    git: { ...config.git, fileRoots: config.git.fileRoots.map((folder) => resolve(rootDir, folder)) },
  };
}

function findFile(cwd: string, named: string | undefined): string | undefined {
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (!existsSync(file)) throw new ConfigLoadError(`There is no configuration file ${file}.`);
    return file;
  }
  return fileNames.map((name) => join(cwd, name)).find((file) => existsSync(file));
}

async function importConfig(file: string): Promise<Readonly<Record<string, unknown>>> {
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as typeof module;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigLoadError(`The configuration file ${file} cannot be loaded: ${reason}`, { cause: error });
  }
  const config = module.default;
  if (typeof config !== 'object' || config === null) {
    throw new ConfigLoadError(`The configuration file ${file} must have "export default defineConfig({ … })".`);
  }
  return config as Readonly<Record<string, unknown>>;
}

function readEnvironment(env: Readonly<Record<string, string | undefined>>): {
  readonly values: Readonly<Record<string, unknown>>;
  /** Which variable a key came from, for messages. */
  readonly names: ReadonlyMap<string, string>;
} {
  const values: Record<string, unknown> = {};
  const names = new Map<string, string>();
  for (const [variable, key] of Object.entries(environmentKeys)) {
    const text = env[variable]?.trim();
    if (text === undefined || text === '') continue;
    values[key] = readValue(key, text);
    names.set(key, variable);
  }
  return { values, names };
}

/** A number where one may stand, a list where else only a list may. */
function readValue(key: keyof typeof ConfigSchema.properties, text: string): unknown {
  const isNumber = /^\d+$/.test(text);
  if (key === 'trustedProxies') return isNumber ? Number(text) : text.split(',').map((network) => network.trim());
  return isNumber && ConfigSchema.properties[key].type === 'integer' ? Number(text) : text;
}

/** Gives each identity provider the secret that the environment has for it. */
function withClientSecrets(
  merged: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, unknown>> {
  const { oidc } = merged;
  if (!Array.isArray(oidc)) return merged;
  const providers = oidc.map((provider: unknown) => {
    const id = typeof provider === 'object' && provider !== null && 'id' in provider ? provider.id : undefined;
    const secret = typeof id === 'string' ? env[clientSecretVariable(id)]?.trim() : undefined;
    return secret === undefined || secret === '' ? provider : { ...(provider as object), clientSecret: secret };
  });
  return { ...merged, oidc: providers };
}

function validate(merged: Readonly<Record<string, unknown>>, environmentNames: ReadonlyMap<string, string>): RawConfig {
  const complete = Value.Default(ConfigSchema, structuredClone(merged));
  const problems = new Map<string, string>(
    [...findNoLists(merged)].map((key) => [key, `${key}: must be ${expectations[key] ?? 'a list'}`] as const),
  );
  for (const error of Value.Errors(ConfigSchema, complete)) {
    const key = error.path.slice(1).replaceAll('/', '.');
    const topKey = key.split('.', 1)[0] ?? key;
    const variable = environmentNames.get(topKey);
    const place = variable === undefined ? key : `${key} (${variable})`;
    const problem = isUnknownKey(error)
      ? 'there is no such key'
      : `must be ${expectations[topKey] ?? describeRange(error.schema)}`;
    if (!problems.has(key)) problems.set(key, `${place}: ${problem}`);
  }
  const ids = Array.isArray(merged['oidc'])
    ? merged['oidc'].map((provider: { id?: unknown } | null) => provider?.id)
    : [];
  if (new Set(ids).size < ids.length) problems.set('oidc', 'oidc: each provider must have an id of its own');
  if (problems.size > 0) throw new ConfigInvalidError([...problems.values()]);
  const config = complete as RawConfig;
  const egressProblems = describeEgressProblems(config.egress);
  if (egressProblems.length > 0) throw new ConfigInvalidError(egressProblems);
  if (config.git.install.repositories.length > 0 && config.git.install.registry === undefined)
    throw new ConfigInvalidError(['git.install.registry: must name the registry that packages are installed from']);
  return config;
}

/** Defaults would quietly make an empty list of an object. */
function* findNoLists(merged: Readonly<Record<string, unknown>>): Iterable<string> {
  for (const [key, schema] of Object.entries(ConfigSchema.properties)) {
    const value = merged[key];
    if (schema.type === 'array' && value !== undefined && !Array.isArray(value)) yield key;
  }
}

function isUnknownKey(error: ValueError): boolean {
  return error.type === ValueErrorType.ObjectAdditionalProperties;
}

function describeRange(schema: Readonly<Record<string, unknown>>): string {
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
  const upper = maximum === undefined ? '' : ` and at most ${maximum}`;
  return `a whole number of at least ${minimum ?? 0}${upper}`;
}
