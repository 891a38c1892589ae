import { Client } from "pg";

/** The rows of a large journal: some values are frequent, some rare, and one caller's are the oldest of all. */
const ROWS = `
  insert into journal (
    id, caller, key, operation, account, region, input, fingerprint, marker, before, state, output, request_id,
    opened_at, settled_at, lease_owner, lease_until, resources, owners
  )
  select
    gen_random_uuid(),
    case when n <= 1000 then 'gone' else 'caller-' || n % 50 end,
    $3::text || '-' || n,
    (array['AllocateHostedConnection', 'DeleteVirtualInterface', 'UpdateConnection', 'TagResource'])[1 + n % 4],
    case when n % 20 = 0 then $2::text else lpad((n % 20)::text, 12, '1') end,
    (array['us-east-1', 'eu-west-1'])[1 + n % 2],
    jsonb_build_object('connectionId', 'dxcon-' || lpad((n % 500)::text, 8, '0'), 'connectionName', 'customer ' || n),
    md5(n::text), md5(n::text), null,
    case when n % 100 = 7 then 'refused' when n % 10000 = 9 then 'unknown' else 'applied' end,
    jsonb_build_object('connectionId', 'dxcon-' || lpad((n % 500)::text, 8, '0'), 'ownerAccount', lpad((n % 300)::text, 12, '2'),
      'connectionName', 'customer ' || n, 'vlan', n % 4094, 'location', 'EqDC2', 'bandwidth', '50Mbps'),
    'request-' || n,
    now() - ($1::int - n) * interval '2 seconds', now(), gen_random_uuid(), now() - interval '1 hour',
    array['dxcon-' || lpad((n % 500)::text, 8, '0')], array[lpad((n % 300)::text, 12, '2')]
  from generate_series(1, $1::int) as n
`;

/**
 * Fills a journal that the gateway has made: the newest entry is opened now, each other one two seconds earlier.
 * @param account of one entry in twenty; the others are of 19 more.
 * @param keys what all keys begin with.
 */
export async function fillJournal(url: string, rows: number, account: string, keys = "key"): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(ROWS, [rows, account, keys]);
    await client.query("vacuum analyze journal");
  } finally {
    await client.end();
  }
}
