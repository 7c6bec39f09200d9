import type { ListenerPolicyHttpSettings } from '../../../imports/gateway.kgateway.dev/listener-policy';
import type { HttpRequest } from '../envoy/http-request';
import type { Reply, Trace } from '../trace/trace';

/** An answer that Envoy gives itself. */
export interface LocalReply {
  readonly status: number;
  readonly body: string;
  readonly details: string;
  /** Response flags: `UAEX`. */
  readonly flags: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a listener makes of Envoy's own answers. */
export type LocalReplies = (reply: LocalReply, request: HttpRequest) => Reply;

type Settings = NonNullable<ListenerPolicyHttpSettings['localReplies']>;
type Mapper = NonNullable<Settings['mappers']>[number];
type Filter = Mapper['filter'];

/** The answers as `localReplies` of a ListenerPolicy shape them: the first mapper whose filter accepts an answer. */
export function localRepliesOf(settings: Settings | undefined, trace: Trace): LocalReplies {
  return (reply, request) => {
    const mapper = settings?.mappers?.find(({ filter }) => accepts(filter, reply, trace));
    return mapper ? mapped(mapper, reply, request, trace) : plain(reply);
  };
}

function plain({ status, body, details, headers }: LocalReply): Reply {
  return { status, body, details, ...(headers && { headers }) };
}

interface AnyFilter {
  readonly andFilter?: readonly AnyFilter[];
  readonly orFilter?: readonly AnyFilter[];
  readonly statusCodeFilter?: { readonly op: string; readonly value: number };
  readonly responseFlagFilter?: { readonly flags: readonly string[] };
  readonly celFilter?: { readonly match: string };
}

const DETAILS = /^response\.code_details == "([^"]*)"$/;

function accepts(filter: Filter | undefined, reply: LocalReply, trace: Trace): boolean {
  const { andFilter, orFilter, statusCodeFilter, responseFlagFilter, celFilter } = (filter ?? {}) as AnyFilter;
  if (filter === undefined) return true;
  if (andFilter) return andFilter.every((each) => accepts(each as Filter, reply, trace));
  if (orFilter) return orFilter.some((each) => accepts(each as Filter, reply, trace));
  if (statusCodeFilter) return comparesTo(statusCodeFilter, reply.status);
  if (responseFlagFilter) return responseFlagFilter.flags.some((flag) => reply.flags.split(',').includes(flag));
  const [, details] = DETAILS.exec(celFilter?.match ?? '') ?? [];
  return details === undefined ? trace.unknown('http', 'a filter of localReplies is not simulated') : reply.details === details;
}

function comparesTo({ op, value }: { readonly op: string; readonly value: number }, status: number): boolean {
  return op === 'GE' ? status >= value : op === 'LE' ? status <= value : status === value;
}

interface AnyMapper {
  readonly statusCode?: number;
  readonly headers?: { readonly set?: readonly { readonly name: string; readonly value?: string }[] };
  readonly body?: string;
  readonly bodyFormatOverride?: { readonly json?: Readonly<Record<string, unknown>>; readonly text?: string };
}

function mapped(mapper: Mapper, reply: LocalReply, request: HttpRequest, trace: Trace): Reply {
  const { statusCode = reply.status, headers, body, bodyFormatOverride } = mapper as AnyMapper;
  const changed = { ...reply, status: statusCode, body: body ?? reply.body };
  const set = Object.fromEntries((headers?.set ?? []).map(({ name, value = '' }) => [name.toLowerCase(), value]));
  return {
    ...plain(changed),
    headers: { ...reply.headers, ...set },
    body: formatted(bodyFormatOverride, changed, request, trace),
  };
}

function formatted(format: AnyMapper['bodyFormatOverride'], reply: LocalReply, request: HttpRequest, trace: Trace): string {
  if (format?.text !== undefined) return filled(format.text, reply, request, trace);
  if (!format?.json) return reply.body;
  const fields = Object.entries(format.json).map(([key, value]) => [key, fieldOf(value, reply, request, trace)] as const);
  return `${JSON.stringify(Object.fromEntries(fields))}\n`;
}

/** A field that is one operator keeps its type; without a value it is null. */
function fieldOf(value: unknown, reply: LocalReply, request: HttpRequest, trace: Trace): unknown {
  if (typeof value !== 'string') return value;
  if (value === '%RESPONSE_CODE%') return reply.status;
  if (!/^%[^%]+%$/.test(value)) return filled(value, reply, request, trace);
  return operator(value.slice(1, -1), reply, request, trace) ?? null;
}

function filled(text: string, reply: LocalReply, request: HttpRequest, trace: Trace): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => operator(name, reply, request, trace) ?? '-');
}

/** What an operator gives; `undefined` if nothing. Request ids are those of the run, and shown as `<request id>`. */
function operator(name: string, reply: LocalReply, request: HttpRequest, trace: Trace): string | undefined {
  const known: Readonly<Record<string, string>> = {
    RESPONSE_CODE: String(reply.status),
    RESPONSE_CODE_DETAILS: reply.details,
    LOCAL_REPLY_BODY: reply.body,
    RESPONSE_FLAGS: reply.flags === '' ? '-' : reply.flags,
    'REQ(:AUTHORITY)': request.authority,
    'REQ(:METHOD)': request.method,
    'REQ(:PATH)': request.path,
    'REQ(X-REQUEST-ID)': '<request id>',
  };
  if (Object.hasOwn(known, name)) return known[name];
  const [, key] = /^DYNAMIC_METADATA\(envoy\.filters\.http\.ext_authz:([^):]+)\)$/.exec(name) ?? [];
  if (key !== undefined) return trace.metadata[key] === undefined ? undefined : String(trace.metadata[key]);
  const [, header] = /^REQ\(([A-Za-z0-9-]+)\)$/.exec(name) ?? [];
  if (header !== undefined) return request.headers.get(header.toLowerCase());
  return trace.unknown('http', `the operator %${name}% of localReplies is not simulated`);
}
