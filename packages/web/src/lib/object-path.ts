/** Where the page of an object is. */
export interface ObjectPath {
  readonly app: string;
  readonly model: string;
  readonly id: string;
}

/** The page of an object, from its address in REST: `/api/dcim/devices/<id>/`. Undefined: it has none. */
export function objectPath(url: string): ObjectPath | undefined {
  if (!URL.canParse(url, 'http://local')) return undefined;
  const { pathname } = new URL(url, 'http://local');
  const [, app, model, id] = /^\/api\/([\w-]+)\/([\w-]+)\/([\w-]+)\/?$/.exec(pathname) ?? [];
  return app === undefined || model === undefined || id === undefined ? undefined : { app, model, id };
}
