/** Shorter values would take half of every text with them. */
const shortestValue = 4;
const marker = '[redacted]';
/** Redacted values and nothing else can make a text of JSON deeper than this; what is deeper is not walked into. */
const maxDepth = 100;

/**
 * What looks like a credential in a text: a word for one with a value behind it, a user's password within an address, a
 * private key, tokens of well-known forms. The words are those of Nautobot's `core.utils.logging.sanitize`, and some more.
 */
const hint =
  /pass|pwd|secret|token|api[_-]?key|bearer|authorization|private key|:\/\/|akia|gh[pousr]_|glpat-|xox[abprs]-/i;
const credentials: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,10000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g, marker],
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]{0,200}):[^\s/@]{1,500}@/gi, `$1:${marker}@`],
  // What follows the name of the header is a credential, whatever it looks like; elsewhere it has to have a digit.
  [
    /\b(authorization"?\s{0,5}[=:]\s{0,5}"?(?:basic|bearer|digest|negotiate|token))(\s+)(?!\[)[^\s"',;]{1,1000}/gi,
    `$1$2${marker}`,
  ],
  [
    /\b(authorization\s{0,5}[=:]\s{0,5}\w{1,20}|bearer|token)(\s+)(?=[A-Za-z0-9._~+/-]{0,1000}\d)[A-Za-z0-9._~+/-]{12,1000}=*/gi,
    `$1$2${marker}`,
  ],
  [/\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,255}|glpat-[\w-]{20,255}|xox[abprs]-[\w-]{10,255})\b/g, marker],
  [
    /\b((?:\w{0,30}[_-])?(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key))("?\s{0,5}[=:]\s{0,5})(?!\[redacted\])("[^"\n]{1,500}"|'[^'\n]{1,500}'|[^\s"',;&)\]}]{1,500})/gi,
    `$1$2${marker}`,
  ],
];

/**
 * Takes secrets out of what a run shows: the values that the run was given, wherever and in whatever usual encoding they appear, and in
 * texts of the log what looks like a credential.
 */
export class SecretRedactor {
  /** Longest first: a value may contain another. */
  readonly #values: readonly string[];

  constructor(values: Iterable<string>) {
    const forms = new Set<string>();
    for (const value of values) {
      if (value.length < shortestValue) continue;
      for (const form of formsOf(value)) forms.add(form);
    }
    this.#values = [...forms].sort((a, b) => b.length - a.length);
  }

  /** A text of the log, or of an error. */
  message(text: string): string {
    const known = this.text(text);
    if (!hint.test(known)) return known;
    return credentials.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), known);
  }

  /** A text that is the job's own: only known values are taken out. */
  text(text: string): string {
    return this.#values.reduce(
      (result, value) => (result.includes(value) ? result.replaceAll(value, marker) : result),
      text,
    );
  }

  /** JSON of the job's own: known values are taken out of all texts in it, names included, and out of numbers. */
  json(value: unknown): unknown {
    return this.#values.length === 0 ? value : this.#walk(value, 0);
  }

  /** Whether a known value is in it. */
  finds(value: unknown): boolean {
    if (this.#values.length === 0) return false;
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return this.#values.some((known) => text.includes(known));
  }

  /** The same for what has no case, such as the name of a host. */
  findsInAnyCase(text: string): boolean {
    const lower = text.toLowerCase();
    return this.#values.some((known) => lower.includes(known.toLowerCase()));
  }

  #walk(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.#values.includes(String(value)) ? marker : value;
    if (typeof value !== 'object' || value === null) return value;
    if (depth > maxDepth) return this.finds(value) ? marker : value;
    if (Array.isArray(value)) return value.map((item) => this.#walk(item, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [this.text(name), this.#walk(item, depth + 1)]),
    );
  }
}

/** A value as it stands in JSON, addresses and headers. */
function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const inJson = JSON.stringify(value).slice(1, -1);
  const forms = [
    value,
    inJson,
    encodeURIComponent(value.toWellFormed()),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
  return forms.filter((form) => form.length >= shortestValue);
}
