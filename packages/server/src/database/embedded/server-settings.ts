/** Settings of PostgreSQL, by name, as they go to its command line. */
export type ServerSettings = Readonly<Record<string, string | number>>;

/**
 * For one machine that does other things as well: little memory and few processes when idle, full durability.
 * They are given at every start, so that a newer version of the platform can change them.
 */
export const laptopSettings: ServerSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '128MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  random_page_cost: 1.1, // the disk is an SSD
  jit: 'off', // queries are short: compiling them costs more than it gains
  // One server without standbys: less to write, and no process that waits for one.
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_logical_replication_workers: 0,
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  io_workers: 2,
  log_min_messages: 'warning',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** As above, but a crash of the machine may lose the data: for databases that live as long as a test run. */
export const throwawaySettings: ServerSettings = {
  ...laptopSettings,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: 400,
};
