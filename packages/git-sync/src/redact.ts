const REPLACEMENT = '***';

/** A user and password in a URL. */
const URL_CREDENTIALS = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi;

/** Removes secrets in every form in which git could repeat them, and all credentials in URLs. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    .sort((a, b) => b.length - a.length);
  const withoutSecrets = forms.reduce((result, form) => result.replaceAll(form, REPLACEMENT), text);
  return withoutSecrets.replaceAll(URL_CREDENTIALS, `$1${REPLACEMENT}@`);
}
