import { toJson } from '../../checks/cel/evaluation/functions/json';
import { CelMap, isList, MessageValue, type Value } from '../../checks/cel/evaluation/values';
import type { HttpRequest } from '../envoy/http-request';
import type { Place, Trace } from '../trace/trace';
import type { LocalReplies } from './local-replies';

/** What authorization made of a request. */
export interface Authorized {
  readonly request: HttpRequest;
  /** Whether the route is chosen again, because the answer changed the request. */
  readonly isRouteCleared: boolean;
}

/** The request, and how its extension treats answers. */
export interface Answering {
  readonly request: HttpRequest;
  /** What the listener makes of refusals. */
  readonly replies: LocalReplies;
  /** Whether an answer that changes the request clears the route. */
  readonly clears: boolean;
  /** What gave the answer. */
  readonly place: Place;
}

/** Applies a `CheckResponse` as Envoy does. @throws Ended when it refuses the request */
export function applyAnswer(response: MessageValue, answering: Answering, trace: Trace): Authorized {
  const { request, clears, place } = answering;
  const metadata = response.fields.get('dynamic_metadata');
  if (metadata instanceof CelMap) trace.metadata = toJson(metadata) as Readonly<Record<string, unknown>>;
  const code = numberIn(message(response, 'status'), 'code');
  if (code !== 0) return refuse(message(response, 'denied_response'), answering, trace);
  const ok = message(response, 'ok_response');
  const changed = withChanges(request, ok);
  trace.responseHeaders = Object.fromEntries(headersIn(ok, 'response_headers_to_add'));
  const isChanged = ['headers', 'headers_to_remove', 'query_parameters_to_set', 'query_parameters_to_remove'].some((field) =>
    ok?.fields.has(field),
  );
  trace.pass('request policy', `allows the request${isChanged ? ', and changes it' : ''}`, place);
  return { request: changed, isRouteCleared: clears && isChanged };
}

/** The status of a refusal that names none. */
const FORBIDDEN = 403;

function refuse(denied: MessageValue | undefined, { request, replies, place }: Answering, trace: Trace): never {
  const status = numberIn(message(denied, 'status'), 'code') || FORBIDDEN;
  const body = textIn(denied, 'body');
  const headers = Object.fromEntries(headersIn(denied, 'headers'));
  const reply = replies({ status, body, headers, details: 'ext_authz_denied', flags: 'UAEX' }, request);
  return trace.deny('request policy', `refuses the request with ${status}`, place, reply);
}

function withChanges(request: HttpRequest, ok: MessageValue | undefined): HttpRequest {
  let { authority, path } = request;
  const headers = new Map(request.headers);
  for (const [name, value] of headersIn(ok, 'headers')) {
    if (name === 'host' || name === ':authority') authority = value;
    else if (name === ':path') path = value;
    else headers.set(name, value);
  }
  for (const name of textsIn(ok, 'headers_to_remove')) headers.delete(name.toLowerCase());
  path = withQuery(path, ok);
  return { ...request, authority, path, headers };
}

/** Envoy writes the query anew when it sets or removes parameters: sorted by their names. */
function withQuery(path: string, ok: MessageValue | undefined): string {
  const set = listIn(ok, 'query_parameters_to_set').map((each) => [textIn(each, 'key'), textIn(each, 'value')] as const);
  const removed = textsIn(ok, 'query_parameters_to_remove');
  if (set.length === 0 && removed.length === 0) return path;
  const [before = '', query = ''] = path.split(/\?(.*)/s);
  const given = query === '' ? [] : query.replace(/&$/, '').split('&').map(pairOf);
  const changed = new Set([...removed, ...set.map(([key]) => key)]);
  const kept = [...given.filter(([key]) => !changed.has(key)), ...new Map(set)].filter(([key]) => !removed.includes(key));
  const sorted = kept.sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  return sorted.length === 0 ? before : `${before}?${sorted.map(([key, value]) => `${key}=${value}`).join('&')}`;
}

/** A parameter without a value is one with an empty value. */
function pairOf(text: string): [key: string, value: string] {
  const [key = '', value = ''] = text.split(/=(.*)/s);
  return [key, value];
}

/** Names in lower case and values of `HeaderValueOption`s. */
function headersIn(owner: MessageValue | undefined, field: string): (readonly [string, string])[] {
  return listIn(owner, field).map((option) => {
    const header = message(option, 'header');
    return [textIn(header, 'key').toLowerCase(), textIn(header, 'value')] as const;
  });
}

function message(owner: MessageValue | undefined, field: string): MessageValue | undefined {
  const value = owner?.fields.get(field);
  return value instanceof MessageValue ? value : undefined;
}

function listIn(owner: MessageValue | undefined, field: string): MessageValue[] {
  return valuesIn(owner, field).filter((each) => each instanceof MessageValue);
}

function textsIn(owner: MessageValue | undefined, field: string): string[] {
  return valuesIn(owner, field).filter((each) => typeof each === 'string');
}

function valuesIn(owner: MessageValue | undefined, field: string): readonly Value[] {
  const value = owner?.fields.get(field);
  return value !== undefined && isList(value) ? value : [];
}

function textIn(owner: MessageValue | undefined, field: string): string {
  const value = owner?.fields.get(field);
  return typeof value === 'string' ? value : '';
}

function numberIn(owner: MessageValue | undefined, field: string): number {
  const value = owner?.fields.get(field);
  return typeof value === 'bigint' ? Number(value) : 0;
}
