/** The page of an object, from its address in REST: `/api/dcim/devices/<id>/` → `/models/dcim/devices/<id>`. */
export function objectPath(url: string): string | undefined {
  const { pathname } = new URL(url, 'http://local');
  const [, app, model, id] = /^\/api\/([\w-]+)\/([\w-]+)\/([\w-]+)\/?$/.exec(pathname) ?? [];
  return app === undefined || model === undefined || id === undefined ? undefined : `/models/${app}/${model}/${id}`;
}
