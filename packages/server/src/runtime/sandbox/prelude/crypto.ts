import { defineGlobal } from './define-global.ts';
import { host } from './host-functions.ts';

/** Bytes that are fetched at once: a call to the host costs more than the bytes do. */
const batchSize = 2048;
const maxBytes = 65_536;

let batch = '';
let used = 0;

/** The random part of Web Crypto. */
export function installCrypto(): void {
  defineGlobal('crypto', Object.freeze({ randomUUID, getRandomValues }));
}

/** Forgets bytes that were fetched: a snapshot must not give the same ones to every isolate. */
export function forgetRandomBytes(): void {
  batch = '';
  used = 0;
}

function nextByte(): number {
  if (used >= batch.length) {
    batch = host.random(batchSize);
    used = 0;
  }
  return batch.charCodeAt(used++);
}

function getRandomValues<View extends ArrayBufferView>(view: View): View {
  if (!ArrayBuffer.isView(view) || view instanceof DataView || isFloat(view)) {
    throw new TypeError('crypto.getRandomValues needs a typed array of integers.');
  }
  if (view.byteLength > maxBytes) {
    throw new RangeError(`crypto.getRandomValues gives at most ${maxBytes} bytes at once.`);
  }
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = nextByte();
  return view;
}

function isFloat(view: ArrayBufferView): boolean {
  return view instanceof Float32Array || view instanceof Float64Array;
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A random UUID, version 4: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4 */
function randomUUID(): string {
  let text = '';
  for (let index = 0; index < 16; index += 1) {
    let byte = nextByte();
    if (index === 6) byte = (byte & 0x0f) | 0x40;
    if (index === 8) byte = (byte & 0x3f) | 0x80;
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-';
    text += hex[byte];
  }
  return text;
}
