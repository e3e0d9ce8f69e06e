/**
 * Words of a camelCase, PascalCase or snake_case name, in lower case but for acronyms: `IPAddress` → `IP`, `address`.
 */
export function splitWords(name: string): string[] {
  const words = name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\p{Lu}_\s]+/gu) ?? [name];
  return words.map((word) => (word.length > 1 && word === word.toUpperCase() ? word : word.toLowerCase()));
}

/** Name for people, of a variable: `siteName` → `Site name`, `vlan_id` → `Vlan id`. */
export function humanize(name: string): string {
  const words = splitWords(name).join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** English plural by its regular rules: `prefix` → `prefixes`, `facility` → `facilities`. */
export function pluralize(noun: string): string {
  if (/[^aeiou]y$/i.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/i.test(noun) ? `${noun}es` : `${noun}s`;
}
