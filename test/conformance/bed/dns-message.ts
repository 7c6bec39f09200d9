const HEADER_BYTES = 12;
const TYPE_A = 1;
const TYPE_AAAA = 28;
const TYPE_CNAME = 5;
const NO_ERROR = 0;
const NO_SUCH_NAME = 3;
// As CoreDNS has it for Services. Short, so that a changed address is found soon.
const TTL_SECONDS = 5;

/** What a name has: addresses, possibly none, or another name. IPv6 addresses have all of their groups: `2001:db8:0:0:0:0:0:1`. */
export type Records = readonly string[] | { readonly cname: string };

/** The question of a query. */
export interface Question {
  /** In lower case, without a dot at the end. */
  readonly name: string;
  /** The type of the records that it asks for. */
  readonly type: number;
  /** Where it ends. */
  readonly end: number;
}

/** The question of a query. */
export function questionOf(query: Buffer): Question {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function wireName(name: string): Buffer {
  const labels = name.split('.').filter(Boolean);
  return Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]), Buffer.from([0])]);
}

/** A resource record of class IN. */
function record(name: Buffer, type: number, data: Buffer): Buffer {
  const fixed = Buffer.from([0, type, 0, 1, 0, 0, 0, TTL_SECONDS, data.length >> 8, data.length & 255]);
  return Buffer.concat([name, fixed, data]);
}

const wireAddress = (address: string): Buffer =>
  address.includes(':')
    ? Buffer.from(
        address
          .split(':')
          .map((group) => group.padStart(4, '0'))
          .join(''),
        'hex',
      )
    : Buffer.from(address.split('.').map(Number));

type Find = (name: string) => Records | undefined;

function recordsFor(name: Buffer, found: Records | undefined, type: number, find: Find): Buffer[] {
  if (found === undefined) return [];
  if ('cname' in found) {
    const target = wireName(found.cname);
    return [record(name, TYPE_CNAME, target), ...recordsFor(target, find(found.cname), type, find)];
  }
  const asked = found.filter((address) => type === (address.includes(':') ? TYPE_AAAA : TYPE_A));
  return asked.map((address) => record(name, type, wireAddress(address)));
}

/** The response to a query. An unknown name does not exist. */
export function answerTo(query: Buffer, find: Find): Buffer {
  const { name, type, end } = questionOf(query);
  const found = find(name);
  // The question's name, as a pointer to it.
  const isForAddress = type === TYPE_A || type === TYPE_AAAA;
  const records = isForAddress ? recordsFor(Buffer.from([0xc0, HEADER_BYTES]), found, type, find) : [];
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8580 | (found === undefined ? NO_SUCH_NAME : NO_ERROR), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, query.subarray(HEADER_BYTES, end), ...records]);
}
