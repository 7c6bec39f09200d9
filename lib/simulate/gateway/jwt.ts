import type { EgressGraph } from '../../checks/graph';
import { namespaceOf } from '../../checks/graph';
import type { ObjectOf } from '../../checks/graph/kinds';
import { KIND } from '../../core/kinds';
import type { HttpRequest } from '../envoy/http-request';
import { type Claims, checkToken, claimHeader, type Jwk, tokenIn, WRONG_AUDIENCE } from '../envoy/jwt';
import type { Place, Trace } from '../trace/trace';
import type { LocalReplies } from './local-replies';
import type { Selected } from './select-route';
import { policyWith } from './traffic-policies';

type Extension = ObjectOf<'gateway.kgateway.dev/GatewayExtension'>;
type Provider = NonNullable<NonNullable<Extension['spec']['jwt']>['providers']>[number];

/** A request after its token was read. */
export interface Identified {
  readonly request: HttpRequest;
  /** The claims of the token; `undefined` without one. */
  readonly claims: Claims | undefined;
  /** Whether claims became headers, so that the route is chosen again. */
  readonly isRouteCleared: boolean;
}

/** What reads a token: the request, the time, and what the listener makes of refusals. */
export interface Reading {
  readonly request: HttpRequest;
  readonly time: Date;
  readonly replies: LocalReplies;
}

/** The token of a request is checked, if a policy asks for that. @throws Ended when it is refused */
export function passJwt(selected: Selected, reading: Reading, graph: EgressGraph, trace: Trace): Identified {
  const policy = policyWith('jwtAuth', selected, graph);
  const ref = policy?.spec.jwtAuth?.extensionRef;
  if (!policy || !ref) return { request: reading.request, claims: undefined, isRouteCleared: false };
  const extension = graph.catalogue.find(KIND.GatewayExtension, ref.namespace ?? namespaceOf(policy), ref.name);
  const { providers = [], validationMode = 'Strict' } = extension?.spec.jwt ?? {};
  const [provider, ...others] = providers;
  const place = { object: extension ?? policy, path: extension ? ['spec', 'jwt'] : ['spec', 'jwtAuth', 'extensionRef'] };
  if (!provider || others.length > 0) {
    return trace.unknown(
      'traffic policy',
      provider ? 'several providers of tokens are not simulated' : 'the provider of tokens is not among the manifests',
      place,
    );
  }
  return identify(provider, { ...reading, isRequired: validationMode === 'Strict', place }, graph, trace);
}

interface Checking extends Reading {
  readonly isRequired: boolean;
  readonly place: Place;
}

function identify(provider: Provider, checking: Checking, graph: EgressGraph, trace: Trace): Identified {
  const { request, time, isRequired, place } = checking;
  const headers = new Map(request.headers);
  for (const { header } of provider.claimsToHeaders ?? []) headers.delete(header.toLowerCase());
  const clean = { ...request, headers };
  const token = tokenOf(provider, request);
  if (token === undefined || token === '') {
    if (isRequired) refuse('Jwt is missing', checking, trace);
    trace.pass('traffic policy', 'the request has no token, and needs none', place);
    return { request: clean, claims: undefined, isRouteCleared: false };
  }
  const { issuer, audiences = [] } = provider;
  const verdict = checkToken(token, { issuer, audiences, keys: keysOf(provider, place, graph, trace) }, time);
  if ('refused' in verdict) return refuse(verdict.refused, checking, trace);
  trace.pass('traffic policy', 'the token is valid', place);
  return withClaims(clean, provider, verdict.claims);
}

function withClaims(
  request: HttpRequest,
  { claimsToHeaders = [], forwardToken, tokenSource }: Provider,
  claims: Claims,
): Identified {
  const headers = new Map(request.headers);
  for (const { name, header } of claimsToHeaders) {
    const value = claimHeader(claims, name);
    if (value !== undefined) headers.set(header.toLowerCase(), value);
  }
  if (!forwardToken) headers.delete((tokenSource?.header?.header ?? 'authorization').toLowerCase());
  return { request: { ...request, headers }, claims, isRouteCleared: claimsToHeaders.length > 0 };
}

function tokenOf({ tokenSource }: Provider, { headers, path }: HttpRequest): string | undefined {
  const { header, queryParameter } = tokenSource ?? {
    header: { header: 'authorization', prefix: 'Bearer ' },
    queryParameter: 'access_token',
  };
  const { header: name = '', prefix = '' } = header ?? {};
  const value = headers.get(name.toLowerCase());
  const token = value === undefined ? undefined : tokenIn(value, prefix);
  if (token !== undefined) return token;
  const query = new URLSearchParams(path.split(/\?(.*)/s)[1] ?? '');
  return queryParameter === undefined ? undefined : (query.get(queryParameter) ?? undefined);
}

function keysOf({ jwks }: Provider, place: Place, graph: EgressGraph, trace: Trace): readonly Jwk[] {
  const { inline, configMapRef } = jwks?.local ?? {};
  const home = place.object?.metadata.namespace ?? 'default';
  const map = configMapRef?.name === undefined ? undefined : graph.catalogue.find('ConfigMap', home, configMapRef.name);
  const text = inline ?? map?.data?.jwks;
  if (text === undefined) return trace.unknown('traffic policy', 'the keys that sign tokens are not among the manifests', place);
  const read = JSON.parse(text) as { readonly keys?: readonly Jwk[] } & Jwk;
  return read.keys ?? [read];
}

function refuse(why: string, { request, replies, place }: Checking, trace: Trace): never {
  const status = why === WRONG_AUDIENCE ? 403 : 401;
  const details = `jwt_authn_access_denied{${why.replaceAll(' ', '_')}}`;
  return trace.deny('traffic policy', why, place, replies({ status, body: why, details, flags: '' }, request));
}
