import type { KubeObject } from '../bed';
import { NAMESPACE } from '../manifests';

/** The hosts, by the way in which applications reach them. The upstream of each has the same name. */
export const HOSTS = {
  transparent: 'api.example.com',
  alias: 'models.example.com',
  proxy: 'proxied.example.com',
  dynamic: 'dynamic.example.com',
  passthrough: 'secure.example.com',
  tcp: 'db.example.com',
} as const;

/** The names under it are reached by the dynamic destination. */
export const SUFFIX = 's3.example.com';

/** The Service of the alias, and the names under which pods in the mesh reach it. */
export const ALIAS = 'models';
export const ALIASES: readonly string[] = ['', '.svc', '.svc.cluster.local'].map((end) => `${ALIAS}.${NAMESPACE}${end}`);

/** The address for `http_proxy`. */
export const PROXY = `http://egress-kgateway.${NAMESPACE}:8080`;

/** The ports of the listeners: of HTTP for each team, of TLS, and of the database. */
export const LISTENERS = { agents: 8080, reports: 8081, tls: 8443, db: 8543 } as const;

/** Selects the pods of the gateway. */
export const GATEWAY_PODS = { 'gateway.networking.k8s.io/gateway-name': 'egress-kgateway' };

/** An object in the namespace of the gateway. */
export const object = (apiVersion: string, kind: string, name: string, spec: object): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: NAMESPACE },
  spec,
});
