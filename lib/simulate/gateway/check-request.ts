import { CelMap, MessageValue, type Value } from '../../checks/cel/evaluation/values';
import { messageOf } from '../../checks/cel/request/evaluation/proto-json';
import { REQUEST_MESSAGES } from '../../checks/cel/request/evaluation/request-messages';
import type { HttpRequest } from '../envoy/http-request';
import type { LocalReplies } from './local-replies';
import { headersAtEnvoy, PartlyKnownFields } from './partly-known';

/** What the authorization server gets of a request. */
export interface Asked {
  readonly request: HttpRequest;
  readonly context: Readonly<Record<string, string>>;
  readonly maxBody: { readonly maxRequestBytes: number; readonly allowPartialMessage?: boolean } | undefined;
  /** The address of the caller. */
  readonly address: string;
  /** The port of the listener. */
  readonly port: number;
  readonly time: Date;
  /** What the listener makes of refusals. */
  readonly replies: LocalReplies;
}

/** The `CheckRequest` that Envoy makes. @param forwarded - the headers that it may contain; all if empty */
export function checkRequest(asked: Asked, forwarded: readonly string[]): MessageValue {
  const { context, address, port, time } = asked;
  const http = make('envoy.service.auth.v3.AttributeContext.HttpRequest', httpFields(asked.request, forwarded));
  const request = messageOf('envoy.service.auth.v3.AttributeContext.Request', { time: time.toISOString() });
  REQUEST_MESSAGES.set(request, 'http', partly(http, { id: 'the id that Envoy gives the request' }));
  const attributes = messageOf('envoy.service.auth.v3.AttributeContext', {
    context_extensions: context,
    metadata_context: {},
    route_metadata_context: {},
  });
  REQUEST_MESSAGES.set(attributes, 'request', request);
  const source = { address, port_value: 1 };
  REQUEST_MESSAGES.set(attributes, 'source', peer(source, { port_value: 'the port of the caller' }));
  const destination = { address: '::', port_value: port };
  REQUEST_MESSAGES.set(attributes, 'destination', peer(destination, { address: 'the address of the gateway' }));
  return make('envoy.service.auth.v3.CheckRequest', { attributes });
}

function make(type: string, fields: Readonly<Record<string, Value>>): MessageValue {
  return REQUEST_MESSAGES.make(type, Object.entries(fields));
}

function httpFields(request: HttpRequest, forwarded: readonly string[]): Readonly<Record<string, Value>> {
  const { method, path, authority, body } = request;
  const size = BigInt(Buffer.byteLength(body));
  return {
    ...{ method, host: authority, path, scheme: 'http', protocol: 'HTTP/1.1', body, size },
    headers: headersOf(request, forwarded),
  };
}

function headersOf({ method, path, authority, headers }: HttpRequest, forwarded: readonly string[]): CelMap {
  const pseudo = { ':authority': authority, ':method': method, ':path': path, ':scheme': 'http', 'x-forwarded-proto': 'http' };
  const all = { ...pseudo, ...Object.fromEntries(headers) };
  if (forwarded.length === 0) return headersAtEnvoy(all);
  const names = new Set(forwarded.map((name) => name.toLowerCase()));
  return CelMap.of(Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name))));
}

function peer(socket: Readonly<Record<string, string | number>>, notKnown: Readonly<Record<string, string>>): MessageValue {
  const socket_address = partly(messageOf('envoy.config.core.v3.SocketAddress', socket), notKnown);
  const address = make('envoy.config.core.v3.Address', { socket_address });
  return make('envoy.service.auth.v3.AttributeContext.Peer', { address });
}

function partly({ type, fields }: MessageValue, notKnown: Readonly<Record<string, string>>): MessageValue {
  return new MessageValue(type, new PartlyKnownFields(fields, notKnown));
}
