import type { ListenerPolicyHttpSettings } from '../../../imports/gateway.kgateway.dev/listener-policy';
import { type EgressGraph, type Gateway, type HttpSettings, httpSettingsOf, type Listener } from '../../checks/graph';
import { accepted, type SentRequest } from '../envoy/accept';
import { type HeaderChange, withHeaders } from '../envoy/header-changes';
import type { HttpRequest } from '../envoy/http-request';
import type { Trace } from '../trace/trace';
import { type LocalReplies, localRepliesOf } from './local-replies';

/** A request that a port of a gateway received. */
export interface Received {
  readonly request: HttpRequest;
  /** The listeners of the port, which share their routes. */
  readonly listeners: readonly Listener[];
  readonly replies: LocalReplies;
}

/** The listeners of a port take a request, and normalize it. @throws Ended when they refuse it */
export function receive(sent: SentRequest, gateway: Gateway, port: number, graph: EgressGraph, trace: Trace): Received {
  const listeners = gateway.listeners.filter(({ spec }) => spec.port === port);
  const [listener] = listeners;
  const { object } = gateway;
  if (!listener) return trace.deny('listener', `the gateway does not listen on port ${port}`, { object });
  const { protocol, name } = listener.spec;
  if (protocol !== 'HTTP')
    return trace.unknown('listener', `listener ${name} speaks ${protocol}, which is not simulated`, listener);
  trace.pass('listener', `listener ${name} on port ${port}`, listener);
  const all = httpSettingsOf(listener, graph.policies);
  const limits = {
    count: settingOf('maxHeadersCount', all)?.value as number | undefined,
    kib: settingOf('maxRequestHeadersKb', all)?.value as number | undefined,
  };
  const request = accepted(sent, limits);
  const replies = localRepliesOf(settingOf('localReplies', all)?.value as ListenerPolicyHttpSettings['localReplies'], trace);
  if ('status' in request) {
    const reply = replies({ ...request, flags: '' }, undefined);
    return trace.deny('http', `Envoy does not accept the request: ${request.details}`, { object }, reply);
  }
  const changed = withPort(early(request, all, trace), all, port);
  if (changed.path !== sent.target) trace.pass('http', `the path is ${changed.path}`, { object });
  return { request: changed, listeners, replies };
}

type Setting = keyof ListenerPolicyHttpSettings;

/** The first policy that has a setting. Of several, kgateway takes that of the oldest, which manifests do not show. */
function settingOf(
  name: Setting,
  all: readonly HttpSettings[],
): { readonly value: unknown; readonly from: HttpSettings } | undefined {
  const from = all.find(({ settings }) => (settings as ListenerPolicyHttpSettings)[name] !== undefined);
  return from && { value: (from.settings as ListenerPolicyHttpSettings)[name], from };
}

/** The headers that a listener changes before anything reads them. */
function early(request: HttpRequest, all: readonly HttpSettings[], trace: Trace): HttpRequest {
  const setting = settingOf('earlyRequestHeaderModifier', all);
  if (!setting) return request;
  const { policy, path } = setting.from;
  const change = setting.value as HeaderChange;
  trace.pass('http', 'changes headers before anything reads them', {
    object: policy,
    path: [...path, 'earlyRequestHeaderModifier'],
  });
  return withHeaders(request, change, policy.metadata.namespace ?? 'default');
}

function withPort(request: HttpRequest, all: readonly HttpSettings[], port: number): HttpRequest {
  const mode = settingOf('stripHostPortMode', all)?.value;
  const [, own] = /:(\d+)$/.exec(request.authority) ?? [];
  if (own === undefined || mode === undefined || (mode === 'MatchingPort' && Number(own) !== port)) return request;
  return { ...request, authority: request.authority.replace(/:\d+$/, '') };
}
