import { defineGlobal } from './define-global.ts';
import { toWebText } from './web-text.ts';

const replacement = 0xff_fd;
/** Code units that are turned into text at once. */
const unitBatch = 4096;

/** `TextEncoder` and `TextDecoder` of the web, for UTF-8. */
export function installTextEncoding(): void {
  defineGlobal('TextEncoder', TextEncoder);
  defineGlobal('TextDecoder', TextDecoder);
}

class TextEncoder {
  get encoding(): string {
    return 'utf-8';
  }

  encode(text: unknown = ''): Uint8Array<ArrayBuffer> {
    const input = toWebText(text);
    const bytes = new Uint8Array(utf8Length(input));
    this.encodeInto(input, bytes);
    return bytes;
  }

  encodeInto(text: unknown, bytes: Uint8Array): { read: number; written: number } {
    const input = toWebText(text);
    let written = 0;
    let read = 0;
    while (read < input.length) {
      let code = input.codePointAt(read) ?? 0;
      const units = code > 0xff_ff ? 2 : 1;
      if (code >= 0xd8_00 && code <= 0xdf_ff) code = replacement;
      const size = code < 0x80 ? 1 : code < 0x8_00 ? 2 : code < 0x1_00_00 ? 3 : 4;
      if (written + size > bytes.length) break;
      if (size === 1) {
        bytes[written++] = code;
      } else {
        bytes[written++] = (size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0) | (code >> (6 * (size - 1)));
        for (let rest = size - 2; rest >= 0; rest -= 1) bytes[written++] = 0x80 | ((code >> (6 * rest)) & 0x3f);
      }
      read += units;
    }
    return { read, written };
  }
}

function utf8Length(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x80) length += 1;
    else if (code < 0x8_00) length += 2;
    else if (code >= 0xd8_00 && code < 0xdc_00 && isLowSurrogate(text.charCodeAt(index + 1))) {
      length += 4;
      index += 1;
    } else length += 3;
  }
  return length;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc_00 && code <= 0xdf_ff;
}

/** Decodes as https://encoding.spec.whatwg.org/#utf-8-decoder says, byte by byte. */
class TextDecoder {
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  #needed = 0;
  #seen = 0;
  #code = 0;
  #lower = 0x80;
  #upper = 0xbf;
  #isAtStart = true;

  constructor(label: unknown = 'utf-8', options: { readonly fatal?: boolean; readonly ignoreBOM?: boolean } = {}) {
    if (!/^\s*(?:utf-?8|unicode-1-1-utf-8)\s*$/i.test(toWebText(label))) {
      throw new RangeError(`Jobs can decode UTF-8 only, not "${toWebText(label).slice(0, 50)}".`);
    }
    this.fatal = options.fatal === true;
    this.ignoreBOM = options.ignoreBOM === true;
  }

  get encoding(): string {
    return 'utf-8';
  }

  decode(input?: ArrayBuffer | ArrayBufferView, options: { readonly stream?: boolean } = {}): string {
    const bytes = toBytes(input);
    const units: number[] = [];
    let text = '';
    const emit = (code: number) => {
      const isMark = this.#isAtStart && code === 0xfe_ff && !this.ignoreBOM;
      this.#isAtStart = false;
      if (isMark) return;
      if (code > 0xff_ff) units.push(0xd7_c0 + (code >> 10), 0xdc_00 + (code & 0x3_ff));
      else units.push(code);
      if (units.length < unitBatch) return;
      text += String.fromCharCode(...units);
      units.length = 0;
    };
    for (let index = 0; index < bytes.length; index += 1) {
      if (!this.#take(bytes[index] ?? 0, emit)) index -= 1;
    }
    if (options.stream !== true) {
      if (this.#needed !== 0) this.#fail(emit);
      this.#isAtStart = true;
    }
    return text + String.fromCharCode(...units);
  }

  /** False when the byte ended a sequence that it does not belong to: it has to be taken again. */
  #take(byte: number, emit: (code: number) => void): boolean {
    if (this.#needed === 0) {
      if (byte < 0x80) emit(byte);
      else if (byte >= 0xc2 && byte <= 0xdf) this.#begin(1, byte & 0x1f);
      else if (byte >= 0xe0 && byte <= 0xef) {
        this.#begin(2, byte & 0x0f);
        if (byte === 0xe0) this.#lower = 0xa0;
        if (byte === 0xed) this.#upper = 0x9f;
      } else if (byte >= 0xf0 && byte <= 0xf4) {
        this.#begin(3, byte & 0x07);
        if (byte === 0xf0) this.#lower = 0x90;
        if (byte === 0xf4) this.#upper = 0x8f;
      } else this.#fail(emit);
      return true;
    }
    if (byte < this.#lower || byte > this.#upper) {
      this.#fail(emit);
      return false;
    }
    this.#lower = 0x80;
    this.#upper = 0xbf;
    this.#code = (this.#code << 6) | (byte & 0x3f);
    this.#seen += 1;
    if (this.#seen === this.#needed) {
      const code = this.#code;
      this.#begin(0, 0);
      emit(code);
    }
    return true;
  }

  #begin(needed: number, code: number): void {
    this.#needed = needed;
    this.#seen = 0;
    this.#code = code;
    this.#lower = 0x80;
    this.#upper = 0xbf;
  }

  #fail(emit: (code: number) => void): void {
    this.#begin(0, 0);
    if (this.fatal) throw new TypeError('The bytes are no valid UTF-8.');
    emit(replacement);
  }
}

function toBytes(input: ArrayBuffer | ArrayBufferView | undefined): Uint8Array {
  if (input === undefined) return new Uint8Array();
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  return new Uint8Array(input);
}
