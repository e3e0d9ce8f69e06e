export { git, type GitProcessOptions } from './git-process.ts';
export { type GitHttpServer, type GitHttpServerOptions, serveRepositories } from './git-http-server.ts';
export {
  createRepositoryFixture,
  type HandMadeEntry,
  RepositoryFixture,
  type RepositoryFixtureOptions,
} from './repository-fixture.ts';
export { createTestFolder, type TestFolder } from './test-folder.ts';
