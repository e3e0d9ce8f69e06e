const tabs = ['log', 'changes', 'effects', 'output', 'input'] as const;

/** A part of the page of a result. */
export type ResultTab = (typeof tabs)[number];

export interface ResultSearch {
  /** Undefined: whichever fits the result. */
  readonly tab?: ResultTab;
}

export function isResultTab(value: unknown): value is ResultTab {
  return tabs.some((tab) => tab === value);
}

export function toResultSearch({ tab }: Readonly<Record<string, unknown>>): ResultSearch {
  return isResultTab(tab) ? { tab } : {};
}
