// What an application sees when a part of a way is missing.
import { type Bed, type KubeObject, pause } from '../bed';
import type { CallOptions } from '../clients';
import { ALLOWED } from '../manifests';
import { alias, passthrough, proxy, transparent } from './manifests';
import { ALIASES, HOSTS, PROXY } from './names';

/** A part of a way, a call, and what it meets without the part. */
export interface Missing {
  readonly title: string;
  readonly objects: readonly KubeObject[];
  readonly url: string;
  readonly options: CallOptions;
  /** The status and the body, or the error of curl. */
  readonly seen: RegExp;
  /** What the logs have: of ztunnel the errors, of the gateway the flags and the details. */
  readonly logged: RegExp;
}

const RESET = /^curl: \((52|56)\)/;
const REFUSED = /connection refused/;
const NO_LISTENER = /no healthy upstream/;
const NOTHING = /^$/;
/** Nothing tells the policy that the host is declared. */
const UNKNOWN: readonly [seen: RegExp, logged: RegExp] = [/^403 Access denied by egress policy$/, /UAEX ext_authz_denied/];
const options: CallOptions = { headers: ALLOWED };
const byProxy: CallOptions = { ...options, env: { http_proxy: PROXY } };
const only = (objects: readonly KubeObject[], kind: string) => objects.filter((one) => one.kind === kind);

/** A row for each kind of a way. */
const rows = (
  way: string,
  made: readonly KubeObject[],
  call: Pick<Missing, 'url' | 'options'>,
  expected: Readonly<Record<string, readonly [seen: RegExp, logged: RegExp]>>,
): Missing[] =>
  Object.entries(expected).map(([kind, [seen, logged]]) => ({
    ...{ title: `${way}, no ${kind}`, objects: only(made, kind), seen, logged },
    ...call,
  }));

/** All that was tried. */
export const MISSING: readonly Missing[] = [
  ...rows(
    'transparent',
    transparent(),
    { url: `http://${HOSTS.transparent}`, options },
    {
      ServiceEntry: [RESET, REFUSED],
      HTTPRoute: UNKNOWN,
      Backend: [/^500 $/, /NC cluster_not_found/],
      BackendTLSPolicy: [/^503 .*connection termination/, /UC upstream_reset_before_response_started{connection_termination}/],
    },
  ),
  ...rows(
    'alias',
    alias(),
    { url: `http://${ALIASES[0]}`, options },
    {
      Service: [/^curl: \(6\) Could not resolve host/, NOTHING],
      HTTPRoute: UNKNOWN,
    },
  ),
  ...rows('proxy', proxy(), { url: `http://${HOSTS.proxy}`, options: byProxy }, { HTTPRoute: UNKNOWN }),
  ...rows(
    'passthrough',
    passthrough(),
    { url: `https://${HOSTS.passthrough}`, options: {} },
    {
      ServiceEntry: [/^curl: \(35\)/, REFUSED],
      TLSRoute: [/^curl: \(35\)/, /503 Service Unavailable/],
    },
  ),
];

/** Calls that no object can make work, in a way that is set up. */
export const IMPOSSIBLE: readonly Omit<Missing, 'objects'>[] = [
  { title: 'transparent, with https', url: `https://${HOSTS.transparent}`, options, seen: /^curl: \(35\)/, logged: NO_LISTENER },
  { title: 'alias, with https', url: `https://${ALIASES[0]}`, options, seen: /^curl: \(35\)/, logged: NO_LISTENER },
  { title: 'passthrough, with http', url: `http://${HOSTS.passthrough}`, options, seen: RESET, logged: NO_LISTENER },
  {
    ...{
      title: 'proxy, with https',
      url: `https://${HOSTS.proxy}`,
      seen: /CONNECT tunnel failed, response 404/,
      logged: /NR route_not_found/,
    },
    options: { env: { https_proxy: PROXY } },
  },
];

const LOGGED_WITHIN_MS = 500;

/** What the logs have about an attempt: the errors of ztunnel, then the flags and the details of the gateway. */
export async function logsOf(bed: Bed, attempt: () => Promise<unknown>): Promise<string> {
  const [connections, before] = [bed.mesh.ztunnel.connections().length, bed.accessLog.sizes()];
  await attempt();
  await pause(LOGGED_WITHIN_MS);
  const errors = bed.mesh.ztunnel
    .connections()
    .slice(connections)
    .flatMap(({ error }) => error ?? []);
  const lines = bed.accessLog.lines(before).map((line) => `${line.response_flags} ${line.response_code_details}`);
  return [...errors, ...lines].join('; ');
}
