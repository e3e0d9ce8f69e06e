import { Session } from 'node:inspector';
import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Name under which the inspector is handed the class, for a moment. */
const handover = Symbol.for('jobwright.testing.located');

interface ScriptParsed {
  readonly scriptId: string;
  readonly url: string;
}

/** What is read of the answers of the inspector. */
interface Answer {
  readonly result?: { readonly objectId?: string };
  readonly internalProperties?: readonly {
    readonly name: string;
    readonly value?: { readonly value?: { readonly scriptId?: string } };
  }[];
}

const located = new WeakMap<object, string>();

/**
 * File in which a class is declared, as V8 knows it: whatever it was imported through, and whoever loaded it (Node, vitest,
 * a loader of TypeScript). Undefined for what is no class or function, or has no file.
 */
export function locateClass(target: object): string | undefined {
  const known = located.get(target);
  if (known !== undefined) return known;
  const file = fileOf(findScript(target) ?? '');
  if (file !== undefined) located.set(target, file);
  return file;
}

/** Asks V8 for the script of a class. Calls of a session that is in the same thread answer at once. */
function findScript(target: object): string | undefined {
  const holder = globalThis as { [handover]?: object };
  const session = new Session();
  session.connect();
  try {
    const scripts = new Map<string, string>();
    session.on('Debugger.scriptParsed', ({ params }: { readonly params: ScriptParsed }) => {
      scripts.set(params.scriptId, params.url);
    });
    session.post('Debugger.enable');
    holder[handover] = target;
    const expression = `globalThis[Symbol.for('${handover.description}')]`;
    const { objectId } = ask(session, 'Runtime.evaluate', { expression }).result ?? {};
    if (objectId === undefined) return undefined;
    const { internalProperties = [] } = ask(session, 'Runtime.getProperties', { objectId, ownProperties: true });
    const place = internalProperties.find(({ name }) => name === '[[FunctionLocation]]');
    return scripts.get(place?.value?.value?.scriptId ?? '');
  } finally {
    Reflect.deleteProperty(holder, handover);
    session.disconnect();
  }
}

function ask(session: Session, method: string, parameters: object): Answer {
  let answer: Answer = {};
  session.post(method, parameters, (error, result) => {
    if (error === null) answer = result as Answer;
  });
  return answer;
}

/** Names of scripts are file URLs or paths; loaders put a query behind them. */
function fileOf(script: string): string | undefined {
  if (isAbsolute(script)) return fileURLToPath(pathToFileURL(script.replace(/\?.*$/, '')));
  if (!script.startsWith('file:')) return undefined;
  const url = new URL(script);
  url.search = '';
  url.hash = '';
  return fileURLToPath(url);
}
