import { isSource, isTest, type Rule } from './repository.ts';

const maxSourceLines = 400;
const maxTestLines = 800;
const maxReadmeLines = 100;
const maxFileKilobytes = 300;
const maybeLarge = new Set(['pnpm-lock.yaml']);
const isData = (file: string) => /(?:^|\/)(?:migrations|generated|demo)\//.test(file) || file.includes('.gen.');

export const fileRules: readonly Rule[] = [
  {
    name: 'short-files',
    check: ({ files, read }) =>
      files
        .filter((file) => isSource(file) && !isData(file))
        .flatMap((file) => {
          const lines = read(file).split('\n').length - 1;
          const limit = isTest(file) ? maxTestLines : maxSourceLines;
          return lines > limit ? [`${file}: ${lines} lines, at most ${limit}. Split it by what it holds.`] : [];
        }),
  },
  {
    name: 'short-readmes',
    check: ({ files, read }) =>
      files
        .filter((file) => /^packages\/[^/]+\/README\.md$/.test(file))
        .flatMap((file) => {
          const lines = read(file).split('\n').length - 1;
          return lines > maxReadmeLines
            ? [`${file}: ${lines} lines, at most ${maxReadmeLines}. Move details to docs/.`]
            : [];
        }),
  },
  {
    name: 'small-files',
    check: ({ files, sizeBytes }) =>
      files
        .filter((file) => !maybeLarge.has(file) && sizeBytes(file) > maxFileKilobytes * 1024)
        .map((file) => `${file}: larger than ${maxFileKilobytes} KB. Generate it, or keep it out of the repository.`),
  },
  {
    name: 'nothing-generated',
    check: ({ files }) =>
      files
        .filter((file) =>
          /(?:^|\/)(?:dist|node_modules|\.turbo|\.toolchain)\/|\.tsbuildinfo$|(?:^|\/)\.env$/.test(file),
        )
        .map((file) => `${file}: generated or private. Add it to .gitignore.`),
  },
];
