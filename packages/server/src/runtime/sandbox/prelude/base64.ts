import { defineGlobal } from './define-global.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Uint8Array(128).fill(255);
for (let index = 0; index < alphabet.length; index += 1) values[alphabet.charCodeAt(index)] = index;
// The alphabet for URLs, https://www.rfc-editor.org/rfc/rfc4648#section-5
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;

/** `atob` and `btoa` of the web. */
export function installBase64(): void {
  defineGlobal('atob', (text: unknown) => {
    const compact = String(text).replace(/[\t\n\f\r ]/g, '');
    if (/[^A-Za-z0-9+/=]/.test(compact) || !/^[^=]*={0,2}$/.test(compact)) throw invalidCharacter();
    const bare = compact.replace(/=+$/, '');
    if (bare.length % 4 === 1 || (compact.length !== bare.length && compact.length % 4 !== 0)) throw invalidCharacter();
    return latin1(fromBase64(bare));
  });
  defineGlobal('btoa', (text: unknown) => {
    const characters = String(text);
    const bytes = new Uint8Array(characters.length);
    for (let index = 0; index < characters.length; index += 1) {
      const code = characters.charCodeAt(index);
      if (code > 255) throw invalidCharacter();
      bytes[index] = code;
    }
    return toBase64(bytes);
  });
}

/** Bytes of Base64 text, with or without padding. What is not of the alphabet counts as zero. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  let { length } = text;
  while (length > 0 && text.charCodeAt(length - 1) === 61) length -= 1;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let position = 0;
  let bits = 0;
  let bitCount = 0;
  for (let index = 0; index < length; index += 1) {
    bits = ((bits << 6) | ((values[text.charCodeAt(index)] ?? 0) & 63)) & 0xff_ff_ff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[position++] = bits >> bitCount;
  }
  return bytes;
}

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const rest = bytes.length - index;
    const bits = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    text += alphabet.charAt(bits >> 18) + alphabet.charAt((bits >> 12) & 63);
    text += rest > 1 ? alphabet.charAt((bits >> 6) & 63) : '=';
    text += rest > 2 ? alphabet.charAt(bits & 63) : '=';
  }
  return text;
}

function latin1(bytes: Uint8Array): string {
  const chunk = 8192;
  let text = '';
  for (let index = 0; index < bytes.length; index += chunk) {
    text += String.fromCharCode(...bytes.subarray(index, index + chunk));
  }
  return text;
}

function invalidCharacter(): Error {
  const error = new Error('The text has characters that Base64 cannot hold, or is not Base64.');
  error.name = 'InvalidCharacterError';
  return error;
}
