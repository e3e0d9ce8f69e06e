/** Parts of a job's path, as the address of its page has them. */
export interface JobAddress {
  readonly source: string;
  readonly module: string;
  readonly className: string;
}

export function addressOf(job: { readonly class_path: string }): JobAddress {
  const [source = '', module = '', className = ''] = job.class_path.split('/');
  return { source, module, className };
}
