// Sends requests byte by byte, each on a connection of its own, many at once. Standard input has them as JSON:
// { requests: [{ mark, address, port, bytes, at }], atOnce }, with the bytes in base64 and the time from which on to send.
// Prints a line of JSON for each: { mark, sent, status, headers, body }, or { mark, sent, error }.
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';

const TIMEOUT_MS = 20_000;

const known = new Map();
const addressOf = (name) => {
  if (!known.has(name))
    known.set(
      name,
      lookup(name, { family: 4 }).then(({ address }) => address),
    );
  return known.get(name);
};

function exchange(host, port, bytes) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    const socket = connect({ host, port });
    const timer = setTimeout(() => socket.destroy(new Error('no answer in time')), TIMEOUT_MS);
    const done = () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    };
    socket.on('data', (chunk) => chunks.push(chunk)).on('end', done);
    socket.on('error', (error) => {
      clearTimeout(timer);
      // A gateway that refuses a request may reset the connection after its answer.
      chunks.length > 0 ? resolve(Buffer.concat(chunks)) : reject(error);
    });
    socket.on('close', done).write(bytes);
  });
}

function unchunked(body) {
  const parts = [];
  let rest = body;
  for (;;) {
    const end = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.subarray(0, end).toString('latin1'), 16);
    if (end < 0 || !(size > 0)) return Buffer.concat(parts);
    parts.push(rest.subarray(end + 2, end + 2 + size));
    rest = rest.subarray(end + 4 + size);
  }
}

function read(answer) {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) throw new Error(answer.length === 0 ? 'closed without an answer' : 'no end of the headers');
  const [first, ...lines] = answer.subarray(0, end).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => line.split(/: ?(.*)/s)).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const raw = answer.subarray(end + 4);
  const body = headers['transfer-encoding'] === 'chunked' ? unchunked(raw) : raw;
  return { status: Number(first.split(' ')[1]), headers, body: body.toString() };
}

async function work({ mark, address, port, bytes, at }) {
  if (at > Date.now()) await new Promise((resolve) => setTimeout(resolve, at - Date.now()));
  const sent = Date.now();
  try {
    const answer = await exchange(await addressOf(address), port, Buffer.from(bytes, 'base64'));
    return { mark, sent, ...read(answer) };
  } catch (error) {
    return { mark, sent, error: error.code ?? error.message };
  }
}

async function workThrough(queue) {
  for (let next = queue.shift(); next; next = queue.shift()) console.log(JSON.stringify(await work(next)));
}

const input = [];
for await (const chunk of process.stdin) input.push(chunk);
const { requests, atOnce } = JSON.parse(Buffer.concat(input));
const soon = requests.filter(({ at }) => at === 0);
const later = requests.filter(({ at }) => at !== 0).sort((left, right) => left.at - right.at);
await Promise.all([
  ...Array.from({ length: atOnce }, () => workThrough(soon)),
  ...Array.from({ length: 4 }, () => workThrough(later)),
]);
