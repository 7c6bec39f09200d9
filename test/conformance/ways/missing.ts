// What an application sees when a part of a way is missing.
import type { KubeObject } from '../bed';
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
}

const RESET = /^curl: \((52|56)\)/;
const NO_DECISION = /^403 egress refused: no decision$/;
const options: CallOptions = { headers: ALLOWED };
const byProxy: CallOptions = { ...options, env: { http_proxy: PROXY } };
const only = (objects: readonly KubeObject[], kind: string) => objects.filter((one) => one.kind === kind);

/** A row for each kind of a way. */
const rows = (
  way: string,
  made: readonly KubeObject[],
  call: Pick<Missing, 'url' | 'options'>,
  seen: Readonly<Record<string, RegExp>>,
): Missing[] =>
  Object.entries(seen).map(([kind, one]) => ({
    ...{ title: `${way}, no ${kind}`, objects: only(made, kind), seen: one },
    ...call,
  }));

/** All that was tried. */
export const MISSING: readonly Missing[] = [
  ...rows(
    'transparent',
    transparent(),
    { url: `http://${HOSTS.transparent}`, options },
    {
      ServiceEntry: RESET,
      HTTPRoute: NO_DECISION,
      Backend: /^500 $/,
      BackendTLSPolicy: /^503 .*connection termination/,
    },
  ),
  ...rows(
    'alias',
    alias(),
    { url: `http://${ALIASES[0]}`, options },
    {
      Service: /^curl: \(6\) Could not resolve host/,
      HTTPRoute: NO_DECISION,
    },
  ),
  ...rows('proxy', proxy(), { url: `http://${HOSTS.proxy}`, options: byProxy }, { HTTPRoute: NO_DECISION }),
  ...rows(
    'passthrough',
    passthrough(),
    { url: `https://${HOSTS.passthrough}`, options: {} },
    {
      ServiceEntry: /^curl: \(35\)/,
      TLSRoute: /^curl: \(35\)/,
    },
  ),
];

/** Calls that no object can make work, in a way that is set up. */
export const IMPOSSIBLE: readonly Omit<Missing, 'objects'>[] = [
  { title: 'transparent, with https', url: `https://${HOSTS.transparent}`, options, seen: /^curl: \(35\)/ },
  { title: 'alias, with https', url: `https://${ALIASES[0]}`, options, seen: /^curl: \(35\)/ },
  { title: 'passthrough, with http', url: `http://${HOSTS.passthrough}`, options, seen: RESET },
  {
    ...{ title: 'proxy, with https', url: `https://${HOSTS.proxy}`, seen: /CONNECT tunnel failed, response 404/ },
    options: { env: { https_proxy: PROXY } },
  },
];
