import type { ListenerPolicyHttpSettings } from '../../../imports/gateway.kgateway.dev/listener-policy';
import type { HttpRequest } from '../envoy/http-request';
import type { Reply, Trace } from '../trace/trace';
import { isAddedByEnvoy } from './partly-known';

/** An answer that Envoy gives itself. */
export interface LocalReply {
  readonly status: number;
  readonly body: string;
  readonly details: string;
  /** Response flags: `UAEX`. */
  readonly flags: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a listener makes of Envoy's own answers. @param request - `undefined` for one that Envoy does not read */
export type LocalReplies = (reply: LocalReply, request: HttpRequest | undefined) => Reply;

type Settings = NonNullable<ListenerPolicyHttpSettings['localReplies']>;
type Mapper = NonNullable<Settings['mappers']>[number];
type Filter = Mapper['filter'];
type Format = Settings['defaultBodyFormat'];

/**
 * The answers as `localReplies` of a ListenerPolicy shape them: the first mapper whose filter accepts an answer, and the format of the
 * listener where that mapper has none.
 */
export function localRepliesOf({ mappers = [], defaultBodyFormat }: Settings = {}, trace: Trace): LocalReplies {
  return (reply, request) => {
    const mapper = mappers.find(({ filter }) => accepts(filter, reply, trace)) as AnyMapper | undefined;
    return new Shaping(request, trace).shape(reply, mapper, defaultBodyFormat);
  };
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
  readonly headers?: {
    readonly set?: readonly { readonly name: string; readonly value?: string }[];
    readonly add?: readonly unknown[];
    readonly remove?: readonly unknown[];
  };
  readonly body?: string;
  readonly bodyFormatOverride?: Format;
}

/** Shapes the answers to a request. */
class Shaping {
  public constructor(
    private readonly request: HttpRequest | undefined,
    private readonly trace: Trace,
  ) {}

  /** Headers see the answer as it was, the body sees what became of it. */
  public shape(reply: LocalReply, mapper: AnyMapper | undefined, usual: Format): Reply {
    const format = mapper?.bodyFormatOverride ?? usual;
    const changed = { ...reply, status: mapper?.statusCode ?? reply.status, body: mapper?.body ?? reply.body };
    const headers = { ...reply.headers, ...(format && { 'content-type': typeOf(format) }), ...this.headersOf(mapper, reply) };
    const { status, details } = changed;
    return {
      ...{ status, details, body: format ? this.formatted(format, changed) : changed.body },
      ...(Object.keys(headers).length > 0 && { headers }),
    };
  }

  private headersOf(mapper: AnyMapper | undefined, reply: LocalReply): Readonly<Record<string, string>> {
    const { set = [], add = [], remove = [] } = mapper?.headers ?? {};
    if (add.length + remove.length > 0) this.trace.unknown('http', 'localReplies that add or remove headers are not simulated');
    return Object.fromEntries(set.map(({ name, value = '' }) => [name.toLowerCase(), this.filled(value, reply)]));
  }

  private formatted({ text, json = {} }: NonNullable<Format>, reply: LocalReply): string {
    return text === undefined ? `${JSON.stringify(this.fieldOf(json, reply))}\n` : this.filled(text, reply);
  }

  /** Keys are sorted. A field that is one operator keeps its type; without a value it is null. */
  private fieldOf(value: unknown, reply: LocalReply): unknown {
    if (Array.isArray(value)) return value.map((item) => this.fieldOf(item, reply));
    if (typeof value === 'object' && value !== null) {
      const sorted = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
      return Object.fromEntries(sorted.map(([key, item]) => [key, this.fieldOf(item, reply)]));
    }
    if (typeof value !== 'string') return value;
    if (value === '%RESPONSE_CODE%') return reply.status;
    if (!/^%[^%]+%$/.test(value)) return this.filled(value, reply);
    return this.operator(value.slice(1, -1), reply) ?? null;
  }

  private filled(text: string, reply: LocalReply): string {
    return text.replace(/%([^%]*)%/g, (_, name: string) => (name === '' ? '%' : (this.operator(name, reply) ?? '-')));
  }

  /** What an operator gives; `undefined` if nothing. */
  private operator(name: string, reply: LocalReply): string | undefined {
    const known: Readonly<Record<string, string>> = {
      RESPONSE_CODE: String(reply.status),
      RESPONSE_CODE_DETAILS: reply.details,
      LOCAL_REPLY_BODY: reply.body,
      RESPONSE_FLAGS: reply.flags === '' ? '-' : reply.flags,
      PROTOCOL: 'HTTP/1.1',
    };
    if (Object.hasOwn(known, name)) return known[name];
    const [, header] = /^REQ\((:?[A-Za-z0-9-]+)\)$/.exec(name) ?? [];
    if (header !== undefined) return this.header(header.toLowerCase());
    const [, key] = /^DYNAMIC_METADATA\(envoy\.filters\.http\.ext_authz:([^):]+)\)$/.exec(name) ?? [];
    if (key === undefined) return this.trace.unknown('http', `the operator %${name}% of localReplies is not simulated`);
    const { [key]: value } = this.trace.metadata;
    return value === undefined ? undefined : String(value);
  }

  private header(name: string): string | undefined {
    if (isAddedByEnvoy(name)) return `<${name}>`;
    if (!this.request) return this.trace.unknown('http', 'localReplies read a request that Envoy does not read: not simulated');
    const { authority, method, path, headers } = this.request;
    const pseudo = new Map([
      [':authority', authority],
      [':method', method],
      [':path', path],
    ]);
    return pseudo.get(name) ?? headers.get(name);
  }
}

function typeOf({ contentType, text }: NonNullable<Format>): string {
  return contentType ?? (text === undefined ? 'application/json' : 'text/plain');
}
