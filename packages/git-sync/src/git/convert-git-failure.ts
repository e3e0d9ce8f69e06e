import { toDisplayText } from '../display-text.ts';
import {
  AuthenticationFailedError,
  CertificateRefusedError,
  CommitNotFoundError,
  CorruptObjectsError,
  GitFailedError,
  type GitSyncError,
  GitUnusableError,
  HostKeyRefusedError,
  LimitExceededError,
  RedirectedError,
  RepositoryNotFoundError,
  ServerUnsupportedError,
  StoreFailedError,
  TimeoutError,
  UnreachableError,
  UrlNotAllowedError,
} from '../errors.ts';
import { redact } from '../redact.ts';
import type { GitCommandFailure } from './command-failure.ts';

type Rule = readonly [pattern: RegExp, create: (detail: string) => GitSyncError];

/**
 * What git 2.38 and later write in English, in the order in which the texts are tried: the more exact ones first, since a refused
 * login, say, ends with "Could not read from remote repository" as well.
 */
const RULES: readonly Rule[] = [
  [
    /host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No .* host key is known/i,
    (detail) =>
      new HostKeyRefusedError(
        `The key of the SSH server is not the one in known_hosts. Compare it with what the host publishes, then correct known_hosts. ${detail}`,
      ),
  ],
  [
    /authentication failed|could not read (username|password)|permission denied \(|access denied|invalid (credentials|username or)|returned error: 40[13]\b|terminal prompts disabled|load key .*: |bad permissions|too many authentication failures/i,
    (detail) =>
      new AuthenticationFailedError(
        `The remote refused access. Check that the credentials are valid and may read this repository. ${detail}`,
      ),
  ],
  [
    /certificate problem|certificate verif|ssl certificate|self[- ]signed|gnutls|tls (handshake|alert)|unable to get local issuer/i,
    (detail) =>
      new CertificateRefusedError(
        `The TLS certificate of the remote is not trusted. If it comes from an authority of your own, name its file in SSL_CERT_FILE. ${detail}`,
      ),
  ],
  [
    /returned error: 30[1-8]\b|unable to update url base from redirection/i,
    (detail) =>
      new RedirectedError(
        `The remote says that the repository has another address. Use that one (some hosts want ".git" at the end). ${detail}`,
      ),
  ],
  [
    /operation too slow|less than \d+ bytes\/sec|connection timed out|operation timed out|timeout was reached|timeout, server .* not responding/i,
    (detail) => new TimeoutError(`The remote is too slow or does not answer. ${detail}`),
  ],
  [
    /could not resolve|couldn't connect|failed to connect|connection (refused|reset|closed)|network is unreachable|no route to host|returned error: (429|5\d\d)|temporary failure in name resolution|empty reply from server|transfer closed|CONNECT tunnel failed|proxy connect aborted/i,
    (detail) => new UnreachableError(`The remote cannot be reached, or broke off. ${detail}`),
  ],
  [
    /no space left on device|read-only file system|disk quota exceeded|unable to (create|write)|unable to open .*\.lock/i,
    (detail) =>
      new StoreFailedError(`The store cannot be written. Check the free space and the owner of its folder. ${detail}`),
  ],
  [
    /dumb http transport|does not support (shallow|--depth|filter)|server does not (allow|support)|mismatched algorithms/i,
    (detail) =>
      new ServerUnsupportedError(
        `The remote cannot give out single commits (a shallow fetch). It needs git's smart protocol, version 2. ${detail}`,
      ),
  ],
  [
    /not our ref|couldn't find remote ref|no such remote ref|unadvertised object|remote did not send all necessary objects/i,
    (detail) =>
      new CommitNotFoundError(
        `The remote does not give out this commit. It may have been removed by a force-push. ${detail}`,
      ),
  ],
  [
    /fsck error|index-pack|unpack-objects|inflate|corrupt|bad object|pack has|bad pack|invalid (object|sha1|oid)|collision|hash mismatch|too-short tree|empty filename in tree|malformed mode|not a valid object|not a tree object|object file .* is empty|malformed/i,
    (detail) =>
      new CorruptObjectsError(
        `Objects of the repository are damaged or malformed. "git fsck" in a clone says which ones. ${detail}`,
      ),
  ],
  [
    /dubious ownership/i,
    (detail) =>
      new UrlNotAllowedError(
        `The file: repository belongs to another user of this machine, and git reads nothing from it. Change its owner. ${detail}`,
      ),
  ],
  [/transport '.*' not allowed/i, (detail) => new UrlNotAllowedError(`The protocol is not allowed. ${detail}`)],
  [
    /not found|does not exist|does not appear to be a git repository|not a git repository|not valid: is this a git repository|no such (file|device)|returned error: 4\d\d/i,
    (detail) =>
      new RepositoryNotFoundError(`There is no repository at this URL, or the credentials may not see it. ${detail}`),
  ],
  [
    /hung up unexpectedly|early EOF|unexpected disconnect|could not read from remote repository|rpc failed|expected flush|protocol error|bad line length|invalid server response/i,
    (detail) => new UnreachableError(`The remote broke off, or does not speak git's protocol. ${detail}`),
  ],
];

/** Of a local repository the other side is a git of ours, with our limit on memory: there the remote's word counts. */
const OUT_OF_MEMORY: Rule = [
  /attempting to allocate|out of memory|malloc failed|cannot allocate memory/i,
  (detail) => new LimitExceededError('memory', `An object of the repository is too large to be unpacked. ${detail}`),
];

/** What must not be seen in a message. */
export interface Confidential {
  readonly secrets: readonly string[];
  /** Folder of the store: where data lies on this machine is nobody's business. */
  readonly storeDirectory: string;
}

/** Turns what git wrote into one of the errors of this package. The one place that reads git's messages. */
export function convertGitFailure(failure: GitCommandFailure, confidential: Confidential): GitSyncError {
  const { command, exitCode, stderr } = failure.outcome;
  if (exitCode !== null && exitCode < 0) {
    // Node's way to say that the process could not be started.
    return new GitUnusableError('git is not installed, or not in PATH. Install git 2.38 or newer.');
  }
  const text = redact(stderr, confidential.secrets).replaceAll(confidential.storeDirectory, '<store>');
  // What the remote says of itself counts only when git says nothing that is known.
  const ownText = text.replaceAll(/^remote:.*$/gm, '');
  const rule = OUT_OF_MEMORY[0].test(text)
    ? OUT_OF_MEMORY
    : (RULES.find(([pattern]) => pattern.test(ownText)) ?? RULES.find(([pattern]) => pattern.test(text)));
  if (rule !== undefined) {
    return rule[1](`(git: ${usefulLine(text, rule[0])})`);
  }
  const detail = usefulLine(text);
  const how = exitCode === null ? 'was ended by a signal' : `ended with exit code ${exitCode}`;
  return new GitFailedError(`git ${command} ${how}${detail === '' ? '' : `: ${detail}`}`);
}

/** The line that says most: the one that was recognized, or an error. Lines of the remote (`remote: …`) come last, they are its own text. */
function usefulLine(text: string, recognized?: RegExp): string {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '' && !/^(hint|warning):/i.test(line));
  const line =
    lines.find((candidate) => recognized?.test(candidate)) ??
    lines.find((candidate) => /^(fatal|error|ssh):/i.test(candidate)) ??
    lines.find((candidate) => !candidate.startsWith('remote:')) ??
    lines[0] ??
    '';
  return toDisplayText(line.trim());
}
