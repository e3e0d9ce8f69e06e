/** What stands for the answer of a request that a dry run holds back: a `Response`. */
export type DryRunResponse = Omit<Response, 'notSent'>;

/**
 * What `fetch` in a job has beyond that of the web. The rest of its types come from `@types/node` or the library `dom` of the
 * author's own project.
 */
declare global {
  interface Response {
    /**
     * Whether the request was held back because the run is a dry run: only GET, HEAD and OPTIONS are sent then. The response
     * is the `dryRunResponse` of the request, or a 202 without a body.
     */
    readonly notSent: boolean;
  }

  interface RequestInit {
    /**
     * What the request comes to in a dry run, if it is held back there. Without it: a 202 without a body.
     *
     * @example
     * ```ts
     * const response = await fetch(url, { method: 'POST', body, dryRunResponse: Response.json({ id: 0 }, { status: 201 }) });
     * ```
     */
    dryRunResponse?: DryRunResponse;
  }
}
