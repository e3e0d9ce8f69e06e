import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

/** A place in an author's file. */
export interface SourceLocation {
  /** Below the root of the source: `new_branch.ts`. */
  readonly file: string;
  /** The first line is 1. */
  readonly line: number;
  /** The first column is 1. */
  readonly column: number;
}

/** Frames of job bundles carry file names of this form; frames of everything else are internal. */
const jobFrame = /^(?<indent>\s+)at (?:(?<call>.*) \()?job:\/\/\/[^)]*?:(?<line>\d+):(?<column>\d+)\)?$/;
const anyFrame = /^\s+at /;
const ourFrames = /^\s+at .*(?:job|runtime):\/\/\//m;

/**
 * A stack as its author knows it: frames of the bundle become `at NewBranch.run (new_branch.ts:12:7)`, internal frames
 * are removed, the message stays.
 *
 * @param sourceMap - source map of the bundle as JSON text, as the compiler made it
 */
export function mapStack(stack: string, sourceMap: string): string {
  return nameImports(mapLines(stack, traceMapOf(sourceMap)));
}

/**
 * What the compiler calls an imported name, as its author wrote it: `(0 , import_sdk.StrVar) is not a function` is what V8 says
 * of a `StrVar` that `@jobwright/sdk` does not export.
 */
export function nameImports(text: string): string {
  return text
    .replaceAll(
      /(?:\(0 , )?\bimport_\w+\.([\w$]+)\)? is not a (function|constructor)/g,
      '$1 is not a $2: is it exported by what it is imported from?',
    )
    .replaceAll(/\(0 , import_\w+\.([\w$]+)\)/g, '$1');
}

/**
 * Maps the stacks in texts of one bundle, such as the messages of a run that logs the errors that it catches. Texts without
 * a frame of ours stay as they are, and cost nothing.
 */
export function createStackMapper(sourceMap: string): (text: string) => string {
  let map: TraceMap | undefined;
  return (text) => {
    if (!ourFrames.test(text)) return text;
    map ??= traceMapOf(sourceMap);
    return mapLines(text, map);
  };
}

function mapLines(text: string, map: TraceMap | undefined): string {
  return text
    .split('\n')
    .flatMap((line) => mapLine(line, map) ?? [])
    .join('\n');
}

/** The author's place that is nearest to where an error was thrown. */
export function locateError(stack: string, sourceMap: string): SourceLocation | undefined {
  const map = traceMapOf(sourceMap);
  for (const line of stack.split('\n')) {
    const location = map && locate(jobFrame.exec(line), map);
    if (location) return location;
  }
  return undefined;
}

function mapLine(line: string, map: TraceMap | undefined): string | undefined {
  if (!anyFrame.test(line)) return line;
  const frame = jobFrame.exec(line);
  const location = map && locate(frame, map);
  if (!location) return undefined;
  const place = `${location.file}:${location.line}:${location.column}`;
  const call = frame?.groups?.call;
  return `${frame?.groups?.indent ?? '    '}at ${call === undefined ? place : `${call} (${place})`}`;
}

function locate(frame: RegExpExecArray | null, map: TraceMap): SourceLocation | undefined {
  if (frame?.groups === undefined) return undefined;
  const original = originalPositionFor(map, {
    line: Number(frame.groups.line),
    column: Number(frame.groups.column) - 1,
  });
  if (original.source === null) return undefined;
  return { file: original.source, line: original.line, column: original.column + 1 };
}

/** A damaged map costs the frames, not the message. */
function traceMapOf(sourceMap: string): TraceMap | undefined {
  try {
    return new TraceMap(sourceMap);
  } catch {
    return undefined;
  }
}
