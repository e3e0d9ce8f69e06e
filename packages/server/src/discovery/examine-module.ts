import { createHash } from 'node:crypto';
import type { ModuleDescriptor } from '@jobwright/sdk/internal';
import { excerptOf } from '../compile/excerpt.ts';
import { locateError, nameImports } from '../compile/map-stack.ts';
import type { ModuleCompiler } from '../compile/module-compiler.ts';
import type { BundleInput } from '../modules/jobs/job-bundle.entity.ts';
import type { JobModuleError } from '../modules/jobs/job-module.entity.ts';
import type { PlainError } from '../runtime/protocol.ts';
import { withDataFiles } from './data-files.ts';
import type { JobSource, SourceSnapshot } from './job-source.ts';
import type { LookBudget } from './look-budget.ts';
import type { ModuleDescriber } from './module-describer.ts';
import type { Turns } from './turns.ts';
import { readInputs, sourceDigestOf, type CommonInputs } from './source-digest.ts';

/** A file of a source and the path that its module has. */
export interface FoundModule {
  readonly file: string;
  readonly modulePath: string;
  /** Why the file cannot be a module, found out by its name alone. */
  readonly problem?: JobModuleError;
}

/** What is known of a module from the last time. */
export interface KnownModule {
  readonly sourceDigest: string | null;
  readonly inputs: readonly BundleInput[];
}

export type ExaminedModule = FoundModule &
  (
    | { readonly status: 'unchanged' }
    | { readonly status: 'broken'; readonly error: JobModuleError }
    | { readonly status: 'described'; readonly bundle: NewBundle; readonly descriptor: ModuleDescriptor }
  );

export interface NewBundle {
  readonly code: string;
  readonly digest: string;
  readonly sourceMap: string;
  readonly inputs: readonly BundleInput[];
  readonly sourceDigest: string;
}

export interface ExamineContext {
  readonly source: JobSource;
  readonly snapshot: SourceSnapshot;
  readonly common: CommonInputs;
  readonly runtimePackages: readonly string[];
  readonly compiler: Pick<ModuleCompiler, 'compileModule'>;
  readonly describer: ModuleDescriber;
  /** Taken by one module after the other, also of different sources: none waits for more than one of each. @defaultValue nobody else is there */
  readonly turns?: Turns | undefined;
  /** @defaultValue no limit: the source is the operator's own */
  readonly budget?: LookBudget | undefined;
}

/** Compiles and describes a module, unless nothing changed that it follows from. */
export async function examineModule(
  context: ExamineContext,
  found: FoundModule,
  known: KnownModule | undefined,
): Promise<ExaminedModule> {
  if (found.problem !== undefined) return { ...found, status: 'broken', error: found.problem };
  if (known !== undefined && (await isUnchanged(context, known))) return { ...found, status: 'unchanged' };

  const exhausted = context.budget?.exhausted;
  if (exhausted !== undefined)
    return {
      ...found,
      status: 'broken',
      error: { code: 'JOBWRIGHT_MODULE_PUT_OFF', message: exhausted, file: found.file },
    };

  const { turns, budget } = context;
  const look = (): Promise<ExaminedModule> => compileAndDescribe(context, found);
  const spend = (): Promise<ExaminedModule> => (budget === undefined ? look() : budget.spendTime(look));
  return await (turns === undefined ? spend() : turns.take(spend));
}

async function compileAndDescribe(context: ExamineContext, found: FoundModule): Promise<ExaminedModule> {
  const { source, snapshot, common } = context;
  const compiled = await context.compiler.compileModule({
    root: snapshot.root,
    entry: found.file,
    packageFolders: snapshot.packageFolders,
    packagePlaces: snapshot.packagePlaces ?? [],
    runtimePackages: context.runtimePackages,
  });
  if (!compiled.ok) return { ...found, status: 'broken', error: compiled.error };

  const { localExports, abstractNames, sourceMap, inputs } = compiled;
  const filename = `job:///${source.slug}/${found.modulePath}`;
  const outcome = await context.describer.describe({ code: compiled.code, filename, localExports, abstractNames });
  if (!outcome.ok) return { ...found, status: 'broken', error: loadError(outcome.error, sourceMap, found.file) };

  const code = withDataFiles(compiled.code, common.dataFiles);
  context.budget?.spendBytes(code.length + sourceMap.length);
  const digest = createHash('sha256').update(code).digest('hex');
  const bundle = { code, digest, sourceMap, inputs, sourceDigest: sourceDigestOf(inputs, common) };
  return { ...found, status: 'described', bundle, descriptor: outcome.descriptor };
}

async function isUnchanged({ snapshot, common }: ExamineContext, known: KnownModule): Promise<boolean> {
  if (known.sourceDigest === null) return false;
  const inputs = await readInputs(snapshot.root, known.inputs);
  return inputs !== undefined && sourceDigestOf(inputs, common) === known.sourceDigest;
}

/** The module compiles but cannot be loaded: its author sees where it threw. */
function loadError(error: PlainError, sourceMap: string, file: string): JobModuleError {
  const code = error.code?.startsWith('JOBWRIGHT_') === true ? error.code : 'JOBWRIGHT_MODULE_LOAD';
  const message =
    code === error.code ? error.message : `The module cannot be loaded: ${error.name}: ${nameImports(error.message)}`;
  const place = error.stack === undefined ? undefined : locateError(error.stack, sourceMap);
  if (place === undefined) return { code, message, file };
  const text = sourceText(sourceMap, place.file);
  return { code, message, ...place, ...(text === undefined ? {} : { excerpt: excerptOf(text, place) }) };
}

function sourceText(sourceMap: string, file: string): string | undefined {
  const { sources, sourcesContent } = JSON.parse(sourceMap) as { sources: string[]; sourcesContent: (string | null)[] };
  return sourcesContent[sources.indexOf(file)] ?? undefined;
}
