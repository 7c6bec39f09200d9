// Requests at a fixed rate, whether or not the earlier ones are answered: load.mjs URL RATE SECONDS < hosts, one a line, which take
// turns. Arguments after these are headers. Prints the numbers of answers by status, and the times in milliseconds at 50 % and 99 %.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

const [url, rate, seconds, ...lines] = process.argv.slice(2);
const headers = Object.fromEntries(lines.map((line) => line.split(/:(.*)/s)));
const hosts = readFileSync(0, 'utf8').trim().split('\n');
const TIMEOUT_MS = 20_000;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const total = Number(rate) * Number(seconds);

function send(host) {
  return new Promise((resolve) => {
    const begin = performance.now();
    const end = (status) => resolve({ status, ms: performance.now() - begin });
    const sent = request(url, { agent, headers: { ...headers, host } }, (answer) => {
      answer.resume();
      answer.on('end', () => end(answer.statusCode)).on('close', () => end('cut off'));
    });
    sent.on('error', ({ code, message }) => end(code ?? message));
    sent.setTimeout(TIMEOUT_MS, () => sent.destroy(new Error('no answer in time')));
    sent.end();
  });
}

const start = performance.now();
const open = [];
while (open.length < total) {
  const due = Math.min(total, Math.floor(((performance.now() - start) * Number(rate)) / 1000) + 1);
  while (open.length < due) open.push(send(hosts[open.length % hosts.length]));
  await new Promise((resolve) => setTimeout(resolve, 1));
}
const answers = await Promise.all(open);
const statuses = {};
for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
const at = (share) => times[Math.floor(times.length * share)];
console.log(JSON.stringify({ statuses, p50: at(0.5), p99: at(0.99) }));
process.exit(0);
