/**
 * What an isolate has ready at its start. Most of the start are the models, which jobs without any can spare; a `plain`
 * isolate makes them ready when they are asked for, which takes long but changes nothing else.
 */
export type IsolateKind = 'plain' | 'models';

export const isolateKinds: readonly IsolateKind[] = ['plain', 'models'];

/** The sdk alone needs no models. */
const requiresMore = /\brequire\(["'](?!@jobwright\/sdk["'])/;

/** The kind that fits a job module's bundle, by the packages that it asks for. */
export function isolateKindOf(code: string): IsolateKind {
  return requiresMore.test(code) ? 'models' : 'plain';
}
