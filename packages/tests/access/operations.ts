import type { Platform } from '../support/platform.ts';

/** Id of an object that does not exist. */
export const nobodysId = '00000000-0000-0000-0000-000000000000';

/** A route of the OpenAPI document. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With names in braces: `/api/extras/jobs/{id}/`. */
  readonly path: string;
}

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
}

/** Every route that the platform describes. */
export async function readOperations(platform: Platform): Promise<readonly Operation[]> {
  const { body } = await platform.request<OpenApiDocument>('GET', '/api/openapi.json');
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path,
    })),
  );
}

/** Finds an object for each route that is about one: the first of its list. */
export class Objects {
  readonly #platform: Platform;
  readonly #known = new Map<string, Promise<string>>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** @param list - path of the list: `/api/dcim/sites/` */
  idIn(list: string): Promise<string> {
    const known = this.#known.get(list);
    if (known) return known;
    const found = this.#platform.list<{ readonly id: string }>(`${list}?limit=1`).then(([first]) => {
      if (!first) throw new Error(`There is nothing in ${list}: the table needs an object there.`);
      return first.id;
    });
    this.#known.set(list, found);
    return found;
  }
}

/** What a route is asked with. */
export interface Asked {
  readonly path: string;
  readonly body: unknown;
}

/** What has to be said besides an id, so that the request itself is right and access alone decides. */
export interface Arguments {
  readonly params: Readonly<Record<string, string>>;
  readonly bodies: Readonly<Record<string, unknown>>;
}

/**
 * How a route is asked: about an object that exists. Deletes that would succeed are about one that does not, so that the
 * objects stay for the others.
 */
export async function describeRequest(
  operation: Operation,
  { objects, given, deletes }: { readonly objects: Objects; readonly given: Arguments; readonly deletes: boolean },
): Promise<Asked> {
  const { id: name, method, path } = operation;
  const list = `${path.split('/').slice(0, 4).join('/')}/`;
  const isBulk = /_bulk_/.test(name);
  const needsId = path.includes('{id}') || isBulk;
  const id = !needsId || (method === 'DELETE' && !deletes) ? nobodysId : await objects.idIn(list);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, param: string) =>
    param === 'id' ? id : (given.params[param] ?? 'unknown'),
  );
  const fallback = isBulk ? [{ id }] : ['POST', 'PATCH', 'PUT'].includes(method) ? {} : undefined;
  return { path: filled, body: given.bodies[name] ?? fallback };
}
