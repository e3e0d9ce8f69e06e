/** What the web does with an argument that has to be text: objects say themselves what they are, symbols are refused. */
export function toWebText(value: unknown): string {
  return `${value as string}`; // oxlint-disable-line typescript/no-unnecessary-template-expression -- the type is a pretext
}
