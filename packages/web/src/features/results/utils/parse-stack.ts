/** A place in the author's code. */
export interface Frame {
  readonly file: string;
  readonly line: number;
}

/** The first place of a stack that lies in one of the files. */
export function firstFrame(stack: string, files: readonly string[]): Frame | undefined {
  for (const [, place = '', line = ''] of stack.matchAll(/at (?:.*\()?([^()\s]+?):(\d+)(?::\d+)?\)?$/gm)) {
    const file = files.find((name) => place === name || place.endsWith(`/${name}`));
    if (file !== undefined) return { file, line: Number(line) };
  }
  return undefined;
}
