import { findLines, isSource, type Rule } from './repository.ts';

// Patterns are written so that this file does not match itself.
const machineFolders = ['work', 'farm', 'root', 'home/[a-z]', 'Users/[A-Za-z]'].join('|');
const machinePath = new RegExp(`(?:^|[^\\w.~-])/(?:${machineFolders})[\\w-]*/`);
const registryHost = new RegExp(['registry', '[a-z-]+', '(?:org|com|io)'].join('\\.'));
const unfinished = /\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b/;
const narrowedTest = /\b(?:describe|test|it)\.(?:only|skip|todo)\(/;
const disabledCheck = /oxlint[-]disable|@ts[-](?:expect-error|ignore|nocheck)/;
const isRule = (file: string) => file.startsWith('scripts/repository-rules/');
const isOurSource = (file: string) => isSource(file) && !isRule(file);
/** In a type test, an error that is expected is the assertion. */
const isTypeTest = (file: string) => file.endsWith('.test-d.ts');

export const textRules: readonly Rule[] = [
  {
    name: 'no-machine-paths',
    check: (repository) =>
      findLines(
        repository,
        (line) => machinePath.test(line),
        (file) => !isRule(file),
      ).map((place) => `${place}: names a folder of one machine.`),
  },
  {
    name: 'no-registry-hosts',
    check: (repository) =>
      findLines(repository, (line) => registryHost.test(line)).map(
        (place) => `${place}: names a package registry; which one is used is up to the machine.`,
      ),
  },
  {
    name: 'nothing-unfinished',
    check: (repository) =>
      findLines(repository, (line) => unfinished.test(line), isOurSource).map(
        (place) => `${place}: finish it, or write an issue.`,
      ),
  },
  {
    name: 'no-narrowed-tests',
    check: (repository) =>
      findLines(repository, (line) => narrowedTest.test(line), isOurSource).map(
        (place) => `${place}: every test runs, always.`,
      ),
  },
  {
    name: 'reasons-for-disabled-checks',
    check: (repository) =>
      findLines(
        repository,
        (line) => disabledCheck.test(line) && !/ -- \S/.test(line),
        (file) => isOurSource(file) && !isTypeTest(file),
      ).map((place) => `${place}: say why on the same line, after " -- ".`),
  },
];
