import { type ContentKind, inContentOrder } from '../../core/approval-text';
import { instantOf } from '../../core/instant';
import type { CompiledRules } from '../authz/compiled-rules';
import { callersText } from '../authz/context-extensions';
import type { Token } from '../authz/tokens/token';
import { type Callers, callerNames } from '../caller/caller-sets';
import type { Credential } from './credential';
import type { DestinationKind } from './destination';
import type { Tls } from './tls';
import type { Undecided } from './undecided';
import type { Way } from './way';

/** A set of callers at its listener. */
export interface CallersAtListener {
  /** The name of the listener. */
  readonly listener: string;
  /** Its port; `undefined` if only the owner of the gateway knows it. */
  readonly port: number | undefined;
  readonly callers: Callers;
}

/** What matters of a host for its approval: where it leads, who may call it, for what, and by which ways. */
export interface HostContent {
  readonly host: string;
  readonly port: number;
  /** What applications speak to it. */
  readonly protocol: string;
  readonly addresses?: readonly string[] | undefined;
  readonly destination: DestinationKind;
  readonly tls: Tls | 'passthrough';
  readonly callers: readonly CallersAtListener[];
  /** `undefined` if nobody decides on its requests. */
  readonly rules?: CompiledRules | undefined;
  readonly reportUntil?: string | undefined;
  readonly undecided?: Undecided | undefined;
  readonly ways?: readonly Way[];
  /** The port of a transparent way without one of its own. */
  readonly transparentPort?: number;
  readonly credential?: Credential | undefined;
  readonly token?: Token | undefined;
}

/** The lines of a host, in canonical order. Two hosts with the same lines need the same approval. */
export function contentOf(host: HostContent): readonly string[] {
  const { addresses = [], callers, rules, reportUntil, undecided, credential, token } = host;
  const lines: Readonly<Record<ContentKind, readonly string[]>> = {
    host: [`${host.host}:${host.port} ${host.protocol}`],
    addresses: addresses.length > 0 ? [[...new Set(addresses)].sort().join(', ')] : [],
    destination: [host.destination],
    tls: [tlsText(host.tls, host.host)],
    callers: [callersText(callers.map(({ listener, port }) => [listener, port] as const))],
    identities: callers.map((set) => `${set.listener} ${callerNames(set.callers).join(', ')}`),
    requests: requestLines(host.tls, rules),
    expression: [...(rules?.needs.expressions ?? [])].map(([name, expression]) => `${name} ${JSON.stringify(expression)}`),
    report: reportUntil === undefined ? [] : [instantOf(reportUntil)?.text ?? reportUntil],
    undecided: undecided === undefined ? [] : [instantOf(undecided.until)?.text ?? undecided.until],
    ways: waysLines(host),
    credential: credential === undefined ? [] : [credential.headerName],
    token: token === undefined ? [] : [tokenText(token)],
  };
  return inContentOrder(Object.entries(lines).flatMap(([kind, texts]) => texts.map((text) => `${kind} ${text}`)));
}

/** Each rule as the request policy reads it. */
function requestLines(tls: HostContent['tls'], rules: CompiledRules | undefined): readonly string[] {
  if (tls === 'passthrough') return [];
  return rules === undefined ? ['any, without a decision'] : rules.rules.map((rule) => JSON.stringify(rule));
}

function tlsText(tls: HostContent['tls'], host: string): string {
  if (tls === 'passthrough') return tls;
  if (!tls.origination) return 'none';
  const { hostname = host, caConfigMap, caSecret, maxVersion } = tls.origination;
  const parts = [
    ...(hostname === host ? [] : [`sni=${hostname}`]),
    ...(caConfigMap === undefined ? [] : [`ca=ConfigMap/${caConfigMap}`]),
    ...(caSecret === undefined ? [] : [`${tls.isMutual ? 'certificate' : 'ca'}=Secret/${caSecret}`]),
    ...(maxVersion === undefined ? [] : [`max=${maxVersion}`]),
  ];
  return ['originate', ...parts].join(' ');
}

function waysLines({ ways = [], transparentPort }: HostContent): readonly string[] {
  const texts = ways.map(({ kind, alias, settings }) => {
    if (kind === 'transparent') return `transparent=${settings.port ?? transparentPort}`;
    return alias === undefined ? kind : `${kind}=${alias}`;
  });
  return texts.length > 0 ? [[...new Set(texts)].sort().join(', ')] : [];
}

function tokenText({ issuer, asked }: Token): string {
  const { accounts, claims = {} } = asked;
  if (accounts) return `${issuer.extensionName} accounts ${callerNames(accounts).join(', ')}`;
  const sorted = Object.entries(claims)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => [name, [...new Set(values)].sort()]);
  return `${issuer.extensionName} claims ${JSON.stringify(Object.fromEntries(sorted))}`;
}
