import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const main = fileURLToPath(new URL('../../../server/src/cli/main.ts', import.meta.url));

/** Options of a shell. */
export interface ShellOptions {
  /** Where its commands and files are. */
  readonly folder: string;
  /** Configuration of the platform that `jobwright` works for. */
  readonly config: URL;
  readonly environment: Readonly<Record<string, string>>;
}

/** As much of curl as the UI's commands use, so that no test depends on that of the machine. */
const curl = `
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
const words = process.argv.slice(2);
const form = new FormData();
const init = { headers: {} };
let url;
for (let at = 0; at < words.length; at++) {
  const word = words[at];
  if (word === '-X') init.method = words[++at];
  else if (word === '-H') { const [name, value] = words[++at].split(': '); init.headers[name] = value; }
  else if (word === '-d') init.body = words[++at];
  else if (word === '-F' || word === '--form-string') {
    const [, name, value] = /^(.*?)=([^]*)$/.exec(words[++at]);
    init.body = form;
    if (word === '-F' && value.startsWith('@')) {
      const file = value.slice(1).replace(/^"([^]*)"$/, '$1');
      form.append(name, await openAsBlob(file), basename(file));
    } else form.append(name, value);
  } else if (url === undefined) url = word;
  else throw new Error('unknown: ' + word);
}
const answer = await fetch(url, init);
console.log(await answer.text());
process.exitCode = answer.ok ? 0 : 22;
`;

/** A POSIX shell that knows `curl` and `jobwright`: what is copied from the UI is pasted here. */
export class Shell {
  readonly #options: ShellOptions;

  private constructor(options: ShellOptions) {
    this.#options = options;
  }

  static async open(options: ShellOptions): Promise<Shell> {
    const { folder, config } = options;
    await mkdir(folder, { recursive: true });
    const node = `exec '${process.execPath}' --conditions=@jobwright/source`;
    const script = join(folder, 'curl.mjs');
    await writeFile(script, curl);
    const write = (name: string, text: string) =>
      writeFile(join(folder, name), `#!/bin/sh\n${text} "$@"\n`, { mode: 0o755 });
    await write('curl', `${node} '${script}'`);
    await write('jobwright', `${node} '${main}' --config '${fileURLToPath(config)}'`);
    return new Shell(options);
  }

  /** Runs a command line. @returns what it printed */
  async run(command: string): Promise<string> {
    const { folder, environment } = this.#options;
    const env = { ...environment, PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: folder };
    return (await promisify(execFile)('/bin/sh', ['-c', command], { cwd: folder, env })).stdout;
  }
}
