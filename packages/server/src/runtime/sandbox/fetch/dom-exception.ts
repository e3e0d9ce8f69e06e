import { toWebText } from '../prelude/web-text.ts';

/** The class of errors that the web names and does not number: https://webidl.spec.whatwg.org/#idl-DOMException */
export class DOMException extends Error {
  constructor(message: unknown = '', name: unknown = 'Error') {
    super(toWebText(message));
    Object.defineProperty(this, 'name', { value: toWebText(name), configurable: true, writable: true });
  }

  /** The old number of an error; 0 for names that have none. */
  get code(): number {
    return this.name === 'AbortError' ? 20 : this.name === 'TimeoutError' ? 23 : 0;
  }
}
