import type { SecretRedactor } from './secret-redactor.ts';

const marker = '[redacted]';

/**
 * An address as it may be kept: without user, password and fragment, and without what is a secret, or looks like one, in any
 * way in which an address can write it.
 */
export function redactUrl(url: URL, redactor: SecretRedactor): string {
  const path = url.pathname
    .split('/')
    .map((segment) => redactPart(segment, redactor))
    .join('/');
  const query = url.search
    .slice(1)
    .split('&')
    .map((pair) => redactPair(pair, redactor))
    .join('&');
  const host = redactor.findsInAnyCase(decode(url.host)) ? marker : url.host;
  // A secret may lie across parts, such as one with a slash in it.
  return redactor.text(`${url.protocol}//${host}${path}${query === '' ? '' : `?${query}`}`);
}

function redactPair(pair: string, redactor: SecretRedactor): string {
  const equals = pair.indexOf('=');
  if (equals === -1) return redactPart(pair, redactor);
  const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
  // Names tell what looks like a credential: `?api_key=…`.
  const told = `${decode(name)}=x`;
  const shownValue = redactor.message(told) === told ? redactPart(value, redactor) : marker;
  return `${redactPart(name, redactor)}=${shownValue}`;
}

/** A plus sign may be one, or a space. */
function redactPart(part: string, redactor: SecretRedactor): string {
  const meanings = [decode(part), decode(part.replaceAll('+', ' '))];
  return meanings.every((text) => redactor.message(text) === text) ? part : marker;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
