// The HTTP clients that applications use, run as processes in the pod of a client.
import { join } from 'node:path';
import type { Client } from '../bed/components/client';
import type { RunResult } from '../bed/components/pod-program';

/** What an application uses to call. The last two are client libraries with a base URL. */
export const APPLICATIONS = ['curl', 'requests', 'httpx', 'fetch', 'sdk.py', 'sdk.mjs'] as const;
export type Application = (typeof APPLICATIONS)[number];

/** What the application adds to a call. */
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Variables that it reads, such as `http_proxy`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What the application sees: a response, or its own error. */
export type Call = { readonly status: number; readonly body: string } | { readonly error: string };

const PROGRAMS: Readonly<Record<Exclude<Application, 'curl'>, readonly [program: string, file: string]>> = {
  requests: ['python3', 'with_requests.py'],
  httpx: ['python3', 'with_httpx.py'],
  fetch: [process.execPath, 'fetch.mjs'],
  'sdk.py': ['python3', 'sdk.py'],
  'sdk.mjs': [process.execPath, 'sdk.mjs'],
};

function commandFor(application: Application, url: string, headers: readonly string[]): string[] {
  if (application === 'curl') {
    const options = ['--silent', '--show-error', '--max-time', '20', '--write-out', '\n%{http_code}'];
    return ['curl', ...options, ...headers.flatMap((header) => ['--header', header]), url];
  }
  const [program, file] = PROGRAMS[application];
  return [program, join(__dirname, file), url, ...headers];
}

function curlCall({ code, stdout, stderr }: RunResult): Call {
  if (code !== 0) return { error: stderr.trim() };
  const end = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
}

/**
 * Calls a URL as an application. A client library takes it as its base URL, and calls `v1/models` under it.
 *
 * @throws Error if the application itself fails
 */
export async function call(
  client: Client,
  application: Application,
  url: string,
  { headers = {}, env = {} }: CallOptions = {},
): Promise<Call> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const result = await client.run(commandFor(application, url, lines), { env });
  if (application === 'curl') return curlCall(result);
  if (result.code !== 0) throw new Error(`${application} ended with ${result.code}: ${result.stderr}`);
  return JSON.parse(result.stdout) as Call;
}
