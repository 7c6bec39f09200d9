import { join } from 'node:path';
import { type Bed, waitFor } from '../bed';
import type { LogLine } from '../bed/access-log';
import type { Client } from '../bed/components/client';
import { CALLERS, type CallerName } from './random-app';
import { bytesOf, type RandomRequest } from './random-request';

/** The program that sends. */
const PROGRAM = join(__dirname, 'send.mjs');
const AT_ONCE = 12;

/** The pods that send requests, by the names of their callers. */
export type Senders = Readonly<Record<CallerName, Client>>;

/** What a caller saw. */
export type Seen =
  | { readonly mark: string; readonly sent: number; readonly status: number; readonly body: string }
  | { readonly mark: string; readonly sent: number; readonly error: string };

/** Starts the pods. */
export async function senders(bed: Bed): Promise<Senders> {
  const labels = { 'istio.io/dataplane-mode': 'ambient' };
  const start = (caller: CallerName) => bed.client({ ...CALLERS[caller], name: `sender-${caller}`, labels });
  return { agent: await start('agent'), reports: await start('reports') };
}

/**
 * Sends requests, each from the pod of its caller, and many at once.
 *
 * @param at - when to send, in milliseconds since 1970. 0 is as soon as possible
 */
export async function send(
  by: Senders,
  requests: readonly RandomRequest[],
  at: (request: RandomRequest) => number = () => 0,
): Promise<ReadonlyMap<string, Seen>> {
  const answers = Object.entries(by).map(async ([caller, client]) => {
    const own = requests.filter((request) => request.caller === caller);
    const input = own.map((request) => {
      const { mark, address, port } = request;
      return { mark, address, port, bytes: bytesOf(request).toString('base64'), at: at(request) };
    });
    const stdin = JSON.stringify({ requests: input, atOnce: AT_ONCE });
    const { code, stdout, stderr } = await client.run([process.execPath, PROGRAM], { stdin, timeoutMs: 300_000 });
    if (code !== 0) throw new Error(stderr);
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Seen);
  });
  return new Map((await Promise.all(answers)).flat().map((one) => [one.mark, one]));
}

/** The lines of the access log by the marks of their requests, when all answers of the gateway have one. */
export async function linesOf(
  bed: Bed,
  before: ReadonlyMap<string, number>,
  seen: ReadonlyMap<string, Seen>,
): Promise<ReadonlyMap<string, LogLine>> {
  const answers = [...seen.values()].filter((one) => 'status' in one).length;
  // The line of a request that cannot be read has no mark.
  const isOurs = ({ mark, response_code_details }: LogLine) =>
    mark === null ? isUnread(response_code_details) : seen.has(String(mark));
  const lines = () => bed.accessLog.lines(before).filter(isOurs);
  await waitFor('the lines of the access log', async () => lines().length >= answers, {
    timeoutMs: 20_000,
    explain: () => `${lines().length} of ${answers}`,
  });
  return new Map(lines().map((line) => [String(line.mark), line]));
}

/** Envoy's parser refused the request before there were headers. */
export const isUnread = (details: unknown) => /^http1?[.]/.test(String(details));
