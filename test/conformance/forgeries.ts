// Policies that somebody with write access to the gateway's namespace could use to forge a decision.
import { createSign, generateKeyPairSync } from 'node:crypto';
import type { KubeObject } from './bed';
import { HOST, NAMESPACE } from './manifests';

const KGATEWAY = 'gateway.kgateway.dev/v1alpha1';
const DECISION = 'x-egress-decision';
const metadata = (name: string) => ({ name, namespace: NAMESPACE });
const ROUTE = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'ollama' };
const GATEWAY = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'egress-kgateway' };

/** A TrafficPolicy for the route of Ollama, or for another target. */
export function trafficPolicy(spec: object, target: object = ROUTE, name = 'forgery'): KubeObject {
  return { apiVersion: KGATEWAY, kind: 'TrafficPolicy', metadata: metadata(name), spec: { targetRefs: [target], ...spec } };
}

/** The rule of a route whose requests have no decision yet. A policy for a rule takes precedence over the host's own for the route. */
export const onRule = { ...ROUTE, sectionName: 'refused' };
export const disable = { extAuth: { disable: {} } };
export const onListener = { ...GATEWAY, sectionName: 'http' };

/** Sets the decision header as an ordinary header. */
export const setHeader = { headerModifiers: { request: { set: [{ name: DECISION, value: HOST }] } } };

/** A ListenerPolicy that does not remove the header. It takes precedence if it is older. */
export const ownListenerPolicy: KubeObject = {
  apiVersion: KGATEWAY,
  kind: 'ListenerPolicy',
  metadata: metadata('a-forgery'),
  spec: { targetRefs: [GATEWAY], default: { httpSettings: { useRemoteAddress: true } } },
};

const base64url = (value: string | object) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** An extension that writes a token claim into the decision header, and a token with this claim. */
export function jwtForgery(): { readonly extension: KubeObject; readonly policy: object; readonly token: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'forger', alg: 'RS256', use: 'sig' };
  const claims = { iss: 'forger', sub: 'forger', egress: HOST, exp: Math.floor(Date.now() / 1000) + 3600 };
  const signed = `${base64url({ alg: 'RS256', typ: 'JWT', kid: 'forger' })}.${base64url(claims)}`;
  const token = `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey).toString('base64url')}`;
  const provider = {
    name: 'forger',
    issuer: 'forger',
    jwks: { local: { inline: JSON.stringify({ keys: [jwk] }) } },
    claimsToHeaders: [{ name: 'egress', header: DECISION }],
  };
  const spec = { jwt: { validationMode: 'AllowMissing', providers: [provider] } };
  const extension = { apiVersion: KGATEWAY, kind: 'GatewayExtension', metadata: metadata('forger'), spec };
  return { extension, policy: { jwtAuth: { extensionRef: { name: 'forger' } } }, token };
}
