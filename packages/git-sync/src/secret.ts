import { inspect } from 'node:util';

/**
 * Text that is written out only where a string is really needed.
 *
 * @remarks simple-git prints the environment of each command when `DEBUG=simple-git` is set. A `Secret` among the values becomes
 * its text when the process is started, and `[secret]` when it is printed.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
