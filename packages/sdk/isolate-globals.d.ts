/**
 * The globals that the sdk may use beyond the language itself: those that an isolate has. The build sees these and no
 * others, so that a use of `process`, `Buffer` or a Node built-in does not compile.
 */

declare class TextDecoder {
  decode(input?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

declare class URL {
  readonly href: string;
}
