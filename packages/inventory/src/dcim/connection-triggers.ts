/** A trigger as MikroORM's metadata wants it; its function is made by the migration. */
interface Trigger {
  readonly name: string;
  readonly timing: 'before' | 'after';
  readonly events: ('insert' | 'update' | 'delete')[];
  readonly expression: string;
}

/**
 * Keeps the columns of a component that follow from cables out of everybody's reach: only the triggers of cables write
 * them. They are columns and not computed, so that ordinary conditions, joins and REST filters work on them, and the
 * database keeps them and not this package's code, so that nothing gets round it: neither `nativeUpdate`, nor a
 * cascade, nor plain SQL. The foreign keys of these columns are deferred: a deletion that takes several cables and
 * components at once passes through states in which a column still names what is gone.
 */
export function connectionTriggers(table: string, columns: readonly string[]): Trigger[] {
  const derived = ['cable_id', ...columns];
  const name = `${table}_connection`;
  return [
    {
      name,
      timing: 'before',
      events: ['insert', 'update'],
      // Depth 0: the statement comes from outside of any trigger.
      expression:
        `create trigger "${name}" before insert or update of ${derived.join(', ')} on "${table}" ` +
        `for each row when (pg_trigger_depth() = 0) ` +
        `execute function jobwright_internal.inventory_keep_connection(${derived.map((column) => `'${column}'`).join(', ')})`,
    },
  ];
}

/** Writes what follows from a cable into the components at the ends of its paths. */
export const cableTriggers: Trigger[] = [
  {
    name: 'dcim_cable_connect',
    timing: 'after',
    events: ['insert', 'update', 'delete'],
    expression:
      'create trigger "dcim_cable_connect" after insert or update or delete on "dcim_cable" ' +
      'for each row execute function jobwright_internal.inventory_cable_changed()',
  },
  {
    name: 'dcim_cable_ends',
    timing: 'after',
    events: ['insert', 'update'],
    expression:
      'create constraint trigger "dcim_cable_ends" after insert or update on "dcim_cable" ' +
      'deferrable initially deferred for each row execute function jobwright_internal.inventory_cable_ends()',
  },
];

/** A front port that leads to another place of a rear port changes the paths through both. */
export const frontPortTrigger: Trigger = {
  name: 'dcim_front_port_moved',
  timing: 'after',
  events: ['update'],
  expression:
    'create trigger "dcim_front_port_moved" after update of rear_port_id, rear_port_position on "dcim_front_port" ' +
    'for each row execute function jobwright_internal.inventory_front_port_moved()',
};

/** The slug of a status says whether cables with it are connected. */
export const statusTrigger: Trigger = {
  name: 'extras_status_renamed',
  timing: 'after',
  events: ['update'],
  expression:
    'create trigger "extras_status_renamed" after update of slug on "extras_status" ' +
    'for each row execute function jobwright_internal.inventory_status_renamed()',
};
