/**
 * The status that each caller gets: anonymous, nobody, limited, readOnly, expired, elsewhere, superuser.
 * What they are is in `callers.ts`. `limited` may do everything with one object that does not exist: a 404 or 403 there
 * says that constraints hold. Where the superuser gets 400, 404 or 409, he is let through to what the request asks for.
 */
export type Row = readonly [
  anonymous: number,
  nobody: number,
  limited: number,
  readOnly: number,
  expired: number,
  elsewhere: number,
  superuser: number,
];

/** Routes of plugins' models, by what stands behind the model in the operation id. */
export const modelRows: Readonly<Record<string, Row>> = {
  list: [401, 403, 200, 200, 401, 403, 200],
  retrieve: [401, 403, 404, 200, 401, 403, 200],
  create: [401, 403, 400, 403, 401, 403, 400],
  partial_update: [401, 403, 404, 403, 401, 403, 200],
  update: [401, 403, 404, 403, 401, 403, 400],
  destroy: [401, 403, 404, 403, 401, 403, 404],
  bulk_partial_update: [401, 403, 404, 403, 401, 403, 200],
  bulk_update: [401, 403, 404, 403, 401, 403, 400],
  bulk_destroy: [401, 403, 404, 403, 401, 403, 404],
};

/** Every other route, by operation id. A route that is not here fails the test. */
export const platformRows: Readonly<Record<string, Row>> = {
  // The entrance.
  api_root: [401, 200, 200, 200, 401, 403, 200],
  api_app_root: [401, 200, 200, 200, 401, 403, 200],
  api_status: [200, 200, 200, 200, 200, 200, 200],
  // Sessions: with a token there is none to show or end. Whether it may be asked at all is decided before.
  auth_methods: [200, 200, 200, 200, 200, 200, 200],
  auth_login: [401, 401, 401, 401, 401, 401, 401],
  // For everybody who asks; of a provider that there is not.
  auth_oidc_login: [404, 404, 404, 404, 404, 404, 404],
  auth_oidc_callback: [404, 404, 404, 404, 404, 404, 404],
  auth_session: [401, 401, 401, 401, 401, 403, 401],
  auth_logout: [401, 401, 401, 403, 401, 403, 401],
  auth_logout_everywhere: [401, 204, 204, 403, 401, 403, 204],
  auth_password: [401, 401, 401, 403, 401, 403, 401],
  // Jobs and runs. Everybody sees the runs that he started himself.
  extras_jobs_list: [401, 403, 200, 200, 401, 403, 200],
  extras_jobs_retrieve: [401, 403, 404, 200, 401, 403, 200],
  extras_jobs_partial_update: [401, 403, 404, 403, 401, 403, 200],
  extras_jobs_variables: [401, 403, 404, 200, 401, 403, 200],
  extras_jobs_source: [401, 403, 404, 200, 401, 403, 200],
  extras_jobs_retrieve_by_path: [401, 403, 404, 200, 401, 403, 200],
  extras_jobs_partial_update_by_path: [401, 403, 404, 403, 401, 403, 200],
  extras_jobs_variables_by_path: [401, 403, 404, 200, 401, 403, 200],
  extras_jobs_source_by_path: [401, 403, 404, 200, 401, 403, 200],
  extras_job_modules_list: [401, 403, 200, 200, 401, 403, 200],
  extras_job_modules_retrieve: [401, 403, 404, 200, 401, 403, 200],
  extras_jobs_run: [401, 403, 404, 403, 401, 403, 201],
  extras_jobs_run_by_path: [401, 403, 404, 403, 401, 403, 201],
  extras_job_results_run_again: [401, 404, 404, 403, 401, 403, 201],
  extras_job_results_list: [401, 200, 200, 200, 401, 403, 200],
  extras_job_results_retrieve: [401, 404, 404, 200, 401, 403, 200],
  extras_job_results_logs: [401, 404, 404, 200, 401, 403, 200],
  extras_job_results_logs_groups: [401, 404, 404, 200, 401, 403, 200],
  extras_job_results_changes: [401, 404, 404, 200, 401, 403, 200],
  extras_job_results_effects: [401, 404, 404, 200, 401, 403, 200],
  extras_job_results_cancel: [401, 403, 403, 403, 401, 403, 409],
  extras_job_results_logs_stream: [401, 404, 404, 200, 401, 403, 200],
  extras_job_results_timeline: [401, 200, 200, 200, 401, 403, 200],
  extras_job_results_source: [401, 404, 404, 200, 401, 403, 200],
  // Records. Nobody writes them.
  extras_object_changes_list: [401, 403, 200, 200, 401, 403, 200],
  extras_object_changes_export: [401, 403, 200, 200, 401, 403, 200],
  extras_object_changes_retrieve: [401, 403, 404, 200, 401, 403, 200],
  extras_audit_events_list: [401, 403, 200, 200, 401, 403, 200],
  extras_audit_events_export: [401, 403, 200, 200, 401, 403, 200],
  extras_audit_events_retrieve: [401, 403, 404, 200, 401, 403, 200],
  // Schedules. Everybody sees his own.
  extras_scheduled_jobs_list: [401, 200, 200, 200, 401, 403, 200],
  extras_scheduled_jobs_retrieve: [401, 404, 404, 200, 401, 403, 200],
  extras_scheduled_jobs_partial_update: [401, 404, 404, 403, 401, 403, 200],
  extras_scheduled_jobs_destroy: [401, 404, 404, 403, 401, 403, 404],
  // Secrets.
  extras_secrets_list: [401, 403, 200, 200, 401, 403, 200],
  extras_secrets_create: [401, 403, 403, 403, 401, 403, 201],
  extras_secrets_retrieve: [401, 403, 404, 200, 401, 403, 200],
  extras_secrets_partial_update: [401, 403, 404, 403, 401, 403, 200],
  extras_secrets_destroy: [401, 403, 404, 403, 401, 403, 404],
  // Git repositories. A webhook has a signature instead of a token; without one there is no such address.
  extras_git_repositories_list: [401, 403, 200, 200, 401, 403, 200],
  extras_git_repositories_create: [401, 403, 403, 403, 401, 403, 201],
  extras_git_repositories_retrieve: [401, 403, 404, 200, 401, 403, 200],
  extras_git_repositories_partial_update: [401, 403, 404, 403, 401, 403, 200],
  extras_git_repositories_destroy: [401, 403, 404, 403, 401, 403, 404],
  extras_git_repositories_status: [401, 403, 404, 200, 401, 403, 200],
  extras_git_repositories_sync: [401, 403, 404, 403, 401, 403, 202],
  extras_git_repositories_webhook: [404, 404, 404, 404, 404, 404, 404],
  // Names runs of everybody: for those who may view all of them.
  extras_workers_list: [401, 403, 403, 200, 401, 403, 200],
  // Of the models that one may see.
  extras_models_list: [401, 200, 200, 200, 401, 403, 200],
  // The shape of the data, of which the public OpenAPI document tells as well.
  extras_models_types: [401, 200, 200, 200, 401, 403, 200],
  // Users and what they may do. Everybody sees himself, and his own tokens.
  users_tokens_list: [401, 200, 200, 200, 401, 403, 200],
  users_tokens_create: [401, 201, 201, 403, 401, 403, 201],
  users_tokens_retrieve: [401, 404, 404, 200, 401, 403, 200],
  users_tokens_destroy: [401, 404, 404, 403, 401, 403, 404],
  users_me: [401, 200, 200, 200, 401, 403, 200],
  users_users_list: [401, 200, 200, 200, 401, 403, 200],
  users_users_create: [401, 403, 403, 403, 401, 403, 201],
  users_users_retrieve: [401, 404, 404, 200, 401, 403, 200],
  users_users_partial_update: [401, 403, 404, 403, 401, 403, 200],
  users_users_destroy: [401, 403, 404, 403, 401, 403, 404],
  users_groups_list: [401, 403, 200, 200, 401, 403, 200],
  users_groups_create: [401, 403, 403, 403, 401, 403, 201],
  users_groups_retrieve: [401, 403, 404, 200, 401, 403, 200],
  users_groups_partial_update: [401, 403, 404, 403, 401, 403, 200],
  users_groups_destroy: [401, 403, 404, 403, 401, 403, 404],
  users_permissions_list: [401, 403, 200, 200, 401, 403, 200],
  users_permissions_create: [401, 403, 403, 403, 401, 403, 201],
  users_permissions_retrieve: [401, 403, 404, 200, 401, 403, 200],
  users_permissions_partial_update: [401, 403, 404, 403, 401, 403, 200],
  users_permissions_destroy: [401, 403, 404, 403, 401, 403, 404],
};
