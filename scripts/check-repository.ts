// Rules of this repository that no linter has. Prints one line per problem; `pnpm check:repository`.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dependencyRules } from './repository-rules/dependencies.ts';
import { fileRules } from './repository-rules/files.ts';
import { packageRules } from './repository-rules/packages.ts';
import { openRepository, type Rule } from './repository-rules/repository.ts';
import { textRules } from './repository-rules/texts.ts';

const rules: readonly Rule[] = [...fileRules, ...textRules, ...packageRules, ...dependencyRules];

const repository = openRepository(join(fileURLToPath(import.meta.url), '../..'));
const problems = rules.flatMap((rule) => rule.check(repository).map((problem) => `${problem}  [${rule.name}]`));

for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(`\n${problems.length} problems. The rules are in scripts/repository-rules/.`);
  process.exitCode = 1;
} else {
  console.log(`${repository.files.length} files keep all ${rules.length} rules of the repository.`);
}
