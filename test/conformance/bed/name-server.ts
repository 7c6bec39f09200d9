import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const HEADER_BYTES = 12;
const TYPE_A = 1;
const NO_ERROR = 0;
const NO_SUCH_NAME = 3;
// Short, so that a changed address is found soon.
const TTL_SECONDS = 5;

/** The name in a query, and the end of its question. */
function questionOf(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 };
}

/** A resource record: the question's name (as a pointer), type A, class IN, time to live, address. */
function addressRecord(address: string): Buffer {
  const record = Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, TTL_SECONDS, 0, 4, 0, 0, 0, 0]);
  address.split('.').forEach((part, index) => {
    record[record.length - 4 + index] = Number(part);
  });
  return record;
}

/** The response to a query. Known names have an IPv4 address and no other records. */
function answerTo(query: Buffer, names: ReadonlyMap<string, string>): Buffer {
  const { name, end } = questionOf(query);
  const address = names.get(name);
  const records = address && query.readUInt16BE(end - 4) === TYPE_A ? [addressRecord(address)] : [];
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8580 | (address ? NO_ERROR : NO_SUCH_NAME), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, query.subarray(HEADER_BYTES, end), ...records]);
}

/** The only DNS server of the bed. A hosts file would not be enough: Envoy's resolver reads it only once. */
export async function startNameServer(names: ReadonlyMap<string, string>): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => socket.send(answerTo(query, names), from.port, from.address));
  socket.bind(53, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}
