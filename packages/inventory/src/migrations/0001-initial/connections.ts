/**
 * Functions that keep `cable_id`, the connected endpoints and `connection_status` of components right whenever a cable
 * is made, changed or deleted, in whatever way. A component is named by its kind, the table's name without the app:
 * `console_port`. They live in the schema of the platform's own helpers, which schema comparison leaves out.
 */
export const connectionFunctions = `
create function jobwright_internal.inventory_table(kind text) returns text language sql immutable as $$
  select case kind when 'circuit_termination' then 'circuits_circuit_termination' else 'dcim_' || kind end
$$;

create function jobwright_internal.inventory_keep_connection() returns trigger language plpgsql as $$
declare
  kept jsonb := '{}';
  name text;
begin
  foreach name in array tg_argv loop
    kept := kept || jsonb_build_object(name, case tg_op when 'UPDATE' then to_jsonb(old) -> name end);
  end loop;
  return jsonb_populate_record(new, kept);
end $$;

create function jobwright_internal.inventory_cable_end(c dcim_cable, is_a boolean, out kind text, out id uuid)
language sql immutable as $$
  select ends.kind, ends.id from (values
    ('console_port', case when is_a then c.a_console_port_id else c.b_console_port_id end),
    ('console_server_port', case when is_a then c.a_console_server_port_id else c.b_console_server_port_id end),
    ('power_port', case when is_a then c.a_power_port_id else c.b_power_port_id end),
    ('power_outlet', case when is_a then c.a_power_outlet_id else c.b_power_outlet_id end),
    ('power_feed', case when is_a then c.a_power_feed_id else c.b_power_feed_id end),
    ('interface', case when is_a then c.a_interface_id else c.b_interface_id end),
    ('front_port', case when is_a then c.a_front_port_id else c.b_front_port_id end),
    ('rear_port', case when is_a then c.a_rear_port_id else c.b_rear_port_id end),
    ('circuit_termination', case when is_a then c.a_circuit_termination_id else c.b_circuit_termination_id end)
  ) as ends (kind, id) where ends.id is not null limit 1
$$;

-- The component at the other end of a component's cable.
create function jobwright_internal.inventory_far_end(
  from_kind text, from_id uuid, out kind text, out id uuid, out connected boolean
) language plpgsql stable as $$
declare
  c dcim_cable;
  near record;
  far record;
begin
  execute format('select c.* from dcim_cable c where c.a_%1$s_id = $1 or c.b_%1$s_id = $1 limit 1', from_kind)
    into c using from_id;
  if c.id is null then return; end if;
  select * into near from jobwright_internal.inventory_cable_end(c, true);
  select * into far from jobwright_internal.inventory_cable_end(c, near.id = from_id is not true);
  kind := far.kind;
  id := far.id;
  connected := exists (select from extras_status s where s.id = c.status_id and s.slug = 'connected');
end $$;

-- Follows the cables from a component, through front and rear ports, to the endpoint; nulls when there is none.
create function jobwright_internal.inventory_trace(
  start_kind text, start_id uuid, out kind text, out id uuid, out connected boolean
) language plpgsql stable as $$
declare
  at_kind text := start_kind;
  at_id uuid := start_id;
  far record;
  status boolean := true;
  stack int[] := '{}';
  place int;
  places int;
begin
  for hop in 1..100 loop
    select * into far from jobwright_internal.inventory_far_end(at_kind, at_id);
    if far.id is null then return; end if;
    status := status and far.connected;
    at_id := null;
    if far.kind = 'front_port' then
      select r.id, f.rear_port_position, r.positions into at_id, place, places
        from dcim_front_port f join dcim_rear_port r on r.id = f.rear_port_id where f.id = far.id;
      if places > 1 then stack := stack || place; end if;
      at_kind := 'rear_port';
    elsif far.kind = 'rear_port' then
      select r.positions into places from dcim_rear_port r where r.id = far.id;
      place := 1;
      if places > 1 then
        if cardinality(stack) = 0 then return; end if;
        place := stack[cardinality(stack)];
        stack := trim_array(stack, 1);
      end if;
      select f.id into at_id from dcim_front_port f where f.rear_port_id = far.id and f.rear_port_position = place;
      at_kind := 'front_port';
    else
      kind := far.kind;
      id := far.id;
      connected := status;
      return;
    end if;
    if at_id is null then return; end if;
  end loop;
end $$;

-- Endpoints that are reached from one end of a cable, away from it: the end itself, or what lies behind a panel.
create function jobwright_internal.inventory_reach(from_kind text, from_id uuid, depth int default 0)
returns table (kind text, id uuid) language plpgsql stable as $$
declare
  far record;
  behind uuid;
begin
  if depth > 50 or from_id is null then return; end if;
  if from_kind not in ('front_port', 'rear_port') then
    return query select from_kind, from_id;
    return;
  end if;
  for behind in
    select f.rear_port_id from dcim_front_port f where from_kind = 'front_port' and f.id = from_id
    union all
    select f.id from dcim_front_port f where from_kind = 'rear_port' and f.rear_port_id = from_id
  loop
    select * into far from jobwright_internal.inventory_far_end(
      case from_kind when 'front_port' then 'rear_port' else 'front_port' end, behind);
    return query select r.kind, r.id from jobwright_internal.inventory_reach(far.kind, far.id, depth + 1) r;
  end loop;
end $$;

-- What an endpoint is connected to, as stored.
create function jobwright_internal.inventory_stored_peers(of_kind text, of_id uuid)
returns table (kind text, id uuid) language sql stable as $$
  select * from (
    select 'console_server_port', p.connected_endpoint_id from dcim_console_port p where of_kind = 'console_port' and p.id = of_id
    union all
    select 'console_port', p.connected_endpoint_id from dcim_console_server_port p where of_kind = 'console_server_port' and p.id = of_id
    union all
    select 'power_outlet', p.connected_power_outlet_id from dcim_power_port p where of_kind = 'power_port' and p.id = of_id
    union all
    select 'power_feed', p.connected_power_feed_id from dcim_power_port p where of_kind = 'power_port' and p.id = of_id
    union all
    select 'power_port', p.connected_endpoint_id from dcim_power_outlet p where of_kind = 'power_outlet' and p.id = of_id
    union all
    select 'power_port', p.connected_endpoint_id from dcim_power_feed p where of_kind = 'power_feed' and p.id = of_id
    union all
    select 'interface', p.connected_interface_id from dcim_interface p where of_kind = 'interface' and p.id = of_id
    union all
    select 'circuit_termination', p.connected_circuit_termination_id from dcim_interface p where of_kind = 'interface' and p.id = of_id
    union all
    select 'interface', p.connected_endpoint_id from circuits_circuit_termination p where of_kind = 'circuit_termination' and p.id = of_id
  ) as peers (kind, id) where peers.id is not null
$$;

-- Writes what the trace from an endpoint finds into the endpoint. Its cable too: one that the same statement deletes may
-- not have been taken away yet, and a row that names it would fail the check of its foreign key.
create function jobwright_internal.inventory_refresh_endpoint(of_kind text, of_id uuid) returns void language plpgsql as $$
declare
  found_kind text;
  found_id uuid;
  found_status boolean;
  present boolean := false;
  own_cable uuid;
begin
  execute format('select c.id from dcim_cable c where c.a_%1$s_id = $1 or c.b_%1$s_id = $1 limit 1', of_kind)
    into own_cable using of_id;
  select t.kind, t.id, t.connected into found_kind, found_id, found_status
    from jobwright_internal.inventory_trace(of_kind, of_id) t;
  if found_id is not null then
    -- A deletion in progress may have left a cable for the moment whose other end is gone.
    execute format('select exists (select from %I where id = $1)', jobwright_internal.inventory_table(found_kind))
      into present using found_id;
  end if;
  if not present or (of_kind, found_kind) not in (
    ('console_port', 'console_server_port'), ('console_server_port', 'console_port'),
    ('power_port', 'power_outlet'), ('power_port', 'power_feed'), ('power_outlet', 'power_port'), ('power_feed', 'power_port'),
    ('interface', 'interface'), ('interface', 'circuit_termination'), ('circuit_termination', 'interface')
  ) then
    found_kind := null;
    found_id := null;
    found_status := null;
  end if;
  if of_kind = 'power_port' then
    update dcim_power_port set
      cable_id = own_cable,
      connected_power_outlet_id = case found_kind when 'power_outlet' then found_id end,
      connected_power_feed_id = case found_kind when 'power_feed' then found_id end,
      connection_status = found_status
    where id = of_id;
  elsif of_kind = 'interface' then
    update dcim_interface set
      cable_id = own_cable,
      connected_interface_id = case found_kind when 'interface' then found_id end,
      connected_circuit_termination_id = case found_kind when 'circuit_termination' then found_id end,
      connection_status = found_status
    where id = of_id;
  else
    execute format(
      'update %I set cable_id = $1, connected_endpoint_id = $2, connection_status = $3 where id = $4',
      jobwright_internal.inventory_table(of_kind)) using own_cable, found_id, found_status, of_id;
  end if;
end $$;

-- Refreshes all endpoints whose paths run through one of these components, and those that they were connected to.
create function jobwright_internal.inventory_refresh_around(kinds text[], ids uuid[]) returns void language plpgsql as $$
declare
  endpoint record;
begin
  for endpoint in
    with reached as (
      select r.kind, r.id from unnest(kinds, ids) as ends (kind, id),
        lateral jobwright_internal.inventory_reach(ends.kind, ends.id) r
    )
    select reached.kind, reached.id from reached
    union
    select peers.kind, peers.id from reached,
      lateral jobwright_internal.inventory_stored_peers(reached.kind, reached.id) peers
    order by 1, 2
  loop
    perform jobwright_internal.inventory_refresh_endpoint(endpoint.kind, endpoint.id);
  end loop;
end $$;

create function jobwright_internal.inventory_plug(c dcim_cable, kind text, id uuid) returns void language plpgsql as $$
declare
  plugged int;
begin
  execute format(
    'update %I set cable_id = $1 where id = $2 and (cable_id is null or cable_id = $1)',
    jobwright_internal.inventory_table(kind)) using c.id, id;
  get diagnostics plugged = row_count;
  if plugged = 0 then
    raise unique_violation using
      message = format('The %s %s already has a cable.', replace(kind, '_', ' '), id),
      table = 'dcim_cable', constraint = 'dcim_cable_termination_unique';
  end if;
end $$;

create function jobwright_internal.inventory_cable_changed() returns trigger language plpgsql as $$
declare
  kinds text[] := '{}';
  ids uuid[] := '{}';
  plugged uuid[] := '{}';
  component record;
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'last_updated' = to_jsonb(old) - 'last_updated' then return null; end if;
  if tg_op <> 'DELETE' then
    for component in
      select * from jobwright_internal.inventory_cable_end(new, true)
      union all select * from jobwright_internal.inventory_cable_end(new, false)
    loop
      continue when component.id is null;
      if component.id = any(plugged) then
        raise check_violation using
          message = 'A cable cannot connect a component to itself.',
          table = 'dcim_cable', constraint = 'dcim_cable_distinct_check';
      end if;
      perform jobwright_internal.inventory_plug(new, component.kind, component.id);
      plugged := plugged || component.id;
      kinds := kinds || component.kind;
      ids := ids || component.id;
    end loop;
  end if;
  if tg_op <> 'INSERT' then
    for component in
      select * from jobwright_internal.inventory_cable_end(old, true)
      union all select * from jobwright_internal.inventory_cable_end(old, false)
    loop
      continue when component.id is null or component.id = any(plugged);
      kinds := kinds || component.kind;
      ids := ids || component.id;
      -- After a deletion the foreign key does it.
      continue when tg_op = 'DELETE';
      execute format('update %I set cable_id = null where id = $1 and cable_id = $2',
        jobwright_internal.inventory_table(component.kind)) using component.id, old.id;
    end loop;
  end if;
  perform jobwright_internal.inventory_refresh_around(kinds, ids);
  return null;
end $$;

-- Deferred: a unit of work may write a cable before the new components that it names, and fill in its ends afterwards.
create function jobwright_internal.inventory_cable_ends() returns trigger language plpgsql as $$
declare
  c dcim_cable;
begin
  select * into c from dcim_cable where id = new.id;
  if c.id is not null and ((jobwright_internal.inventory_cable_end(c, true)).id is null
    or (jobwright_internal.inventory_cable_end(c, false)).id is null) then
    raise check_violation using
      message = 'A cable needs a component at each of its ends.',
      table = 'dcim_cable', constraint = 'dcim_cable_ends';
  end if;
  return null;
end $$;

create function jobwright_internal.inventory_front_port_moved() returns trigger language plpgsql as $$
declare
  far record;
begin
  select * into far from jobwright_internal.inventory_far_end('front_port', new.id);
  perform jobwright_internal.inventory_refresh_around(
    array[far.kind, 'front_port', 'rear_port', 'rear_port'],
    array[far.id, new.id, old.rear_port_id, new.rear_port_id]);
  select * into far from jobwright_internal.inventory_far_end('rear_port', old.rear_port_id);
  perform jobwright_internal.inventory_refresh_around(array[far.kind], array[far.id]);
  return null;
end $$;

create function jobwright_internal.inventory_status_renamed() returns trigger language plpgsql as $$
declare
  c dcim_cable;
  a record;
  b record;
begin
  if (old.slug = 'connected') = (new.slug = 'connected') then return null; end if;
  for c in select * from dcim_cable where status_id = new.id loop
    select * into a from jobwright_internal.inventory_cable_end(c, true);
    select * into b from jobwright_internal.inventory_cable_end(c, false);
    perform jobwright_internal.inventory_refresh_around(array[a.kind, b.kind], array[a.id, b.id]);
  end loop;
  return null;
end $$;
`;

/** Triggers, as the metadata of the entities names them. */
export const connectionTriggers = `
create trigger "extras_status_renamed" after update of slug on "extras_status" for each row execute function jobwright_internal.inventory_status_renamed();
create trigger "dcim_console_port_connection" before insert or update of cable_id, connected_endpoint_id, connection_status on "dcim_console_port" for each row when (pg_trigger_depth() = 0) execute function jobwright_internal.inventory_keep_connection('cable_id', 'connected_endpoint_id', 'connection_status');
create trigger "dcim_cable_connect" after insert or update or delete on "dcim_cable" for each row execute function jobwright_internal.inventory_cable_changed();
create constraint trigger "dcim_cable_ends" after insert or update on "dcim_cable" deferrable initially deferred for each row execute function jobwright_internal.inventory_cable_ends();
create trigger "dcim_rear_port_connection" before insert or update of cable_id on "dcim_rear_port" for each row when (pg_trigger_depth() = 0) execute function jobwright_internal.inventory_keep_connection('cable_id');
create trigger "dcim_power_feed_connection" before insert or update of cable_id, connected_endpoint_id, connection_status on "dcim_power_feed" for each row when (pg_trigger_depth() = 0) execute function jobwright_internal.inventory_keep_connection('cable_id', 'connected_endpoint_id', 'connection_status');
create trigger "dcim_power_port_connection" before insert or update of cable_id, connected_power_outlet_id, connected_power_feed_id, connection_status on "dcim_power_port" for each row when (pg_trigger_depth() = 0) execute function jobwright_internal.inventory_keep_connection('cable_id', 'connected_power_outlet_id', 'connected_power_feed_id', 'connection_status');
create trigger "dcim_power_outlet_connection" before insert or update of cable_id, connected_endpoint_id, connection_status on "dcim_power_outlet" for each row when (pg_trigger_depth() = 0) execute function jobwright_internal.inventory_keep_connection('cable_id', 'connected_endpoint_id', 'connection_status');
create trigger "dcim_front_port_connection" before insert or update of cable_id on "dcim_front_port" for each row when (pg_trigger_depth() = 0) execute function jobwright_internal.inventory_keep_connection('cable_id');
create trigger "dcim_front_port_moved" after update of rear_port_id, rear_port_position on "dcim_front_port" for each row execute function jobwright_internal.inventory_front_port_moved();
create trigger "dcim_console_server_port_connection" before insert or update of cable_id, connected_endpoint_id, connection_status on "dcim_console_server_port" for each row when (pg_trigger_depth() = 0) execute function jobwright_internal.inventory_keep_connection('cable_id', 'connected_endpoint_id', 'connection_status');
create trigger "circuits_circuit_termination_connection" before insert or update of cable_id, connected_endpoint_id, connection_status on "circuits_circuit_termination" for each row when (pg_trigger_depth() = 0) execute function jobwright_internal.inventory_keep_connection('cable_id', 'connected_endpoint_id', 'connection_status');
create trigger "dcim_interface_connection" before insert or update of cable_id, connected_interface_id, connected_circuit_termination_id, connection_status on "dcim_interface" for each row when (pg_trigger_depth() = 0) execute function jobwright_internal.inventory_keep_connection('cable_id', 'connected_interface_id', 'connected_circuit_termination_id', 'connection_status');
`;
