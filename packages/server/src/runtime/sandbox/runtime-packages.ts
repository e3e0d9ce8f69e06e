/** What a package exports. */
export type Exports = Readonly<Record<string, unknown>>;

/** The packages of the runtime bundle, by the name that modules import. Each is evaluated when it is first asked for. */
export class RuntimePackages {
  readonly #evaluate: ReadonlyMap<string, () => Exports>;
  readonly #exports = new Map<string, Exports>();

  constructor(evaluate: ReadonlyMap<string, () => Exports>) {
    this.#evaluate = evaluate;
  }

  get names(): readonly string[] {
    return [...this.#evaluate.keys()];
  }

  /** What the package exports; undefined when there is no such package. */
  find(name: string): Exports | undefined {
    const known = this.#exports.get(name) ?? this.#evaluate.get(name)?.();
    if (known !== undefined) this.#exports.set(name, known);
    return known;
  }
}
