import { printable, type Terminal } from '../terminal.ts';
import type { JobChanges } from './compare-jobs.ts';
import type { BrokenModule, ListedJob } from './job-list.ts';
import type { TypeCheck, TypeProblem } from './type-check.ts';

/** Who is told what `jobwright dev` finds out. */
export interface DevObserver {
  /** What a save made of the jobs; at the start, all of them are added. */
  jobs(changes: JobChanges, options: { readonly isStart: boolean }): void;
  types(check: TypeCheck): void;
  /** Types are not checked, for this reason. */
  noTypes(reason: string): void;
  /** Something about runs that is no output of theirs. */
  note(text: string): void;
  /** Something takes a moment. */
  busy(text: string): void;
  /** Everything is said; the next save will be something new. */
  idle(): void;
}

const shownProblems = 10;
const indent = '  ';

/** Tells it to people: a short block for each save, the newest at the bottom. */
export class DevOutput implements DevObserver {
  readonly #terminal: Terminal;
  readonly #folder: string;

  /** @param folder - the jobs folder, as people know it */
  constructor(terminal: Terminal, folder: string) {
    this.#terminal = terminal;
    this.#folder = folder;
  }

  jobs(changes: JobChanges, { isStart }: { readonly isStart: boolean }): void {
    const { added, changed, removed, broken, mended } = changes;
    const count = added.length;
    this.#heading(isStart ? `${count} ${count === 1 ? 'job' : 'jobs'} in ${this.#folder}` : 'saved');
    for (const job of added) this.#job(isStart ? ['gray', '·'] : ['green', '+'], job);
    for (const job of changed) {
      this.#job(['yellow', '~'], job);
      for (const variable of job.addedVariables) this.#line('green', `    + ${variable}`);
      for (const variable of job.removedVariables) this.#line('red', `    - ${variable}`);
    }
    for (const { path } of removed) this.#line('red', `- ${path}`);
    for (const module of mended) this.#line('green', `✓ ${module} works again`);
    for (const module of broken) this.#broken(module);
    const isQuiet = [added, changed, removed, mended, broken].every((list) => list.length === 0);
    if (isQuiet && !isStart) this.#line('gray', 'no job changed');
  }

  types({ problems, durationMs, failure }: TypeCheck): void {
    const seconds = `${(durationMs / 1000).toFixed(1)} s`;
    if (failure !== undefined) {
      this.#line('red', '✗ the types could not be checked');
      this.#text(failure);
      return;
    }
    if (problems.length === 0) {
      this.#line('green', `✓ types (${seconds})`);
      return;
    }
    this.#line('red', `✗ ${problems.length} type ${problems.length === 1 ? 'error' : 'errors'} (${seconds})`);
    for (const problem of problems.slice(0, shownProblems)) this.#problem(problem);
    if (problems.length > shownProblems) this.#line('gray', `… and ${problems.length - shownProblems} more.`);
  }

  noTypes(reason: string): void {
    this.#line('yellow', `Types are not checked. ${reason}`);
  }

  note(text: string): void {
    this.#line('yellow', text);
  }

  busy(text: string): void {
    this.#terminal.status(this.#terminal.style('gray', `${text} …`));
  }

  idle(): void {
    this.#terminal.status(this.#terminal.style('gray', `watching ${this.#folder} · Ctrl+C stops`));
  }

  /** `12:41:03 ─ saved`, with an empty line above. */
  #heading(text: string): void {
    const clock = new Date().toTimeString().slice(0, 8);
    this.#terminal.out(`\n${this.#terminal.style('gray', clock)} ${this.#terminal.style('bold', text)}`);
  }

  #job([style, sign]: readonly ['gray' | 'green' | 'yellow', string], { path, variables, warnings }: ListedJob): void {
    const terminal = this.#terminal;
    const shown = variables.length === 0 ? '' : `  ${terminal.style('gray', printable(variables.join(', ')))}`;
    terminal.out(`${indent}${terminal.style(style, sign)} ${printable(path)}${shown}`);
    for (const warning of warnings) this.#line('yellow', `    ! ${warning}`);
  }

  #broken({ module, file, error }: BrokenModule): void {
    this.#line('red', `✗ ${module}`);
    const place =
      error.line === undefined ? (error.file ?? file) : `${error.file ?? file}:${error.line}:${error.column ?? 1}`;
    this.#text(`${place}  ${error.message}\n(${error.code})`);
    if (error.excerpt !== undefined) this.#text(error.excerpt);
  }

  #problem({ file, line, column, code, message, excerpt }: TypeProblem): void {
    const place = file === undefined ? '' : `${file}:${line}:${column}  `;
    this.#text(`${place}${message} (${code})`);
    if (excerpt !== undefined) this.#text(excerpt);
  }

  #line(style: 'gray' | 'green' | 'yellow' | 'red', text: string): void {
    this.#terminal.out(indent + this.#terminal.style(style, printable(text)));
  }

  /** Lines that belong to the one above. */
  #text(text: string): void {
    for (const line of printable(text).split('\n')) this.#terminal.out(`${indent.repeat(2)}${line}`);
  }
}

/** Tells it to programs: a line of JSON for each thing. */
export class DevJson implements DevObserver {
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  jobs(changes: JobChanges): void {
    this.#print({ type: 'jobs', ...changes });
  }

  types({ inputs: _inputs, ...check }: TypeCheck): void {
    this.#print({ type: 'types', ...check });
  }

  noTypes(reason: string): void {
    this.#print({ type: 'note', text: `Types are not checked. ${reason}` });
  }

  note(text: string): void {
    this.#print({ type: 'note', text });
  }

  busy(): void {
    // Of no use to a program.
  }

  idle(): void {
    this.#print({ type: 'idle' });
  }

  #print(value: object): void {
    this.#terminal.out(JSON.stringify(value));
  }
}
