import { parseAllDocuments } from 'yaml';
import { EgressGraph } from '../../../lib/checks/graph';
import { checkInvariants } from '../../../lib/checks/invariants/evaluate';
import { readInvariants } from '../../../lib/checks/invariants/read-invariants';
import type { Finding } from '../../../lib/core/finding';
import { objectName, show } from '../../../lib/core/format-finding';
import { showPath } from '../../../lib/core/path';
import { Platform } from '../../../lib/core/platform';
import type { Manifest } from '../../../lib/manifests/manifest';
import { NOW } from '../../kit';
import { approval } from '../rules/way-out';

/** A namespace in ambient whose pods reach nothing but the gateway. */
const client = (name: string, account: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: ${name} }
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: exit } } }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${account}, namespace: ${name} }
spec:
  selector: { matchLabels: { app: ${account} } }
  template: { metadata: { labels: { app: ${account} } }, spec: { serviceAccountName: ${account}, containers: [{ name: app, image: 'app:1' }] } }
---`;

/** A policy that lets one service account call one port. */
const callers = (name: string, account: string, port: number) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: exit }
spec:
  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: gw } }
  rules: [{ from: [{ source: { serviceAccounts: [${account}] } }], to: [{ operation: { ports: ['${port}'] } }] }]
---`;

/** A host with its route, its TLS and its rules. */
const host = (name: string, hostname: string, listener: string, rules: string) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}, namespace: exit, ${approval({ owner: name === 'bank' ? 'payments' : 'reports', until: '2026-12-31T00:00:00Z' })} }
spec: { hosts: [${hostname}], resolution: DNS, ports: [{ number: 443, name: https, protocol: HTTPS }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: ${name}, namespace: exit }
spec:
  targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: ${name} }]
  validation: { hostname: ${hostname}, wellKnownCACertificates: System }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: exit }
spec:
  parentRefs: [{ name: gw, sectionName: ${listener} }]
  hostnames: [${hostname}]
  rules: [{ backendRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: ${name}, port: 443 }] }]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: { name: ${name}, namespace: exit }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: ${name} }]
  extAuth:
    extensionRef: { name: authz }
    contextExtensions: { egress.host: ${hostname}, egress.callers: 'http=8080,batch=8081', egress.rules: '${rules}' }
---`;

/**
 * A hand-written company: `payments/web` reaches api.bank.example by port 8080, `reports/job` reaches stats.example.com by port 8081,
 * which takes GET only.
 */
export const COMPANY = `${client('payments', 'web')}${client('reports', 'job')}
apiVersion: v1
kind: Namespace
metadata: { name: exit, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: gw, namespace: exit }
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [169.254.0.0/16, 10.0.0.0/8] } }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gw, namespace: exit }
spec:
  gatewayClassName: kgateway
  listeners: [{ name: http, port: 8080, protocol: HTTP }, { name: batch, port: 8081, protocol: HTTP }]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: { name: authz, namespace: exit }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gw }]
  extAuth: { extensionRef: { name: authz } }
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: { name: authz, namespace: exit }
spec: { extAuth: { grpcService: { backendRef: { name: authz, port: 9081 } } } }
---${callers('web', 'payments/web', 8080)}${callers('job', 'reports/job', 8081)}
${host('bank', 'api.bank.example', 'http', '[{"allow":"any","when":[]}]')}
${host('stats', 'stats.example.com', 'batch', '[{"allow":"read","when":[{"methods":["GET"]}]}]')}
`;

/** The company with some texts replaced, all of which must be there. */
export function changed(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the company has no ${from}`);
    return text.replaceAll(from, to);
  }, COMPANY);
}

/** The company with more documents. */
export const withMore = (...documents: readonly string[]) => [COMPANY, ...documents].join('\n---\n');

/** What the invariants report, a line each: severity, object, field, value, and the path that violates. */
export function judged(invariants: string, yaml: string, options: { readonly external?: readonly string[] } = {}): string[] {
  const { invariants: read, problems } = readInvariants({ file: 'invariants.yaml', text: invariants });
  expect(problems).toEqual([]);
  const documents = parseAllDocuments(yaml).map((document) => document.toJS() as Manifest | null);
  const objects = documents.filter((each) => each !== null);
  const graph = new EgressGraph(objects, options);
  const { ofObjects, ofFile } = checkInvariants(read, { graph, platform: Platform.for({}), now: NOW });
  return [...[...ofObjects.values()].flat(), ...ofFile].map(lineOf);
}

function lineOf({ rule, object, path, got, trail = [], message = '' }: Finding): string {
  const [, reason] = /is not known(?::|, because) (.*)/.exec(message) ?? [];
  const mark = rule === 'invariant/violated' ? '' : `${rule.replace('invariant/', '')} `;
  const steps = trail.map((step) => `${step.text}${step.object ? ` (${objectName(step.object)})` : ''}`);
  const where = `${object ? `${objectName(object)} ` : ''}${showPath(path)}: ${show(got)}`;
  return [`${mark}${where}`, ...(reason ? [`because ${reason}`] : []), ...steps].join('\n  ');
}

/** One invariant as a file. */
export const invariant = (demand: string) => `invariants: [{ name: rule, ${demand} }]`;
