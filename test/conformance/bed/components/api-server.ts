import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient } from '../api-client';
import { Component } from '../component';
import { NODE, SERVICE_RANGE } from '../network';
import type { Toolbox } from '../provision';
import type { World } from '../world';
import { ETCD_URL } from './etcd';

const PORT = 16443;
// The address of the node, because pods use it too.
const SERVER = `https://${NODE.address}:${PORT}`;
const ADMIN_TOKEN = 'bed-admin';

/** The API server, a client of it, and a kubeconfig for everybody else. All clients are cluster administrators. */
export interface ApiServer {
  readonly component: Component;
  readonly client: ApiClient;
  readonly kubeconfig: string;
  /** Its URL, and the token of an administrator. */
  readonly server: string;
  readonly token: string;
}

function kubeconfig(world: World): string {
  const file = join(world.folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bed', cluster: { server: SERVER, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'admin', user: { token: ADMIN_TOKEN } }],
    contexts: [{ name: 'bed', context: { cluster: 'bed', user: 'admin' } }],
    'current-context': 'bed',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** Files that the API server reads at startup: the key for service account tokens, and the list of tokens with their users. */
function writeCredentials(folder: string): { key: string; tokens: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [key, tokens] = [join(folder, 'service-accounts.key'), join(folder, 'tokens.csv')];
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(tokens, `${ADMIN_TOKEN},admin,admin,system:masters\n`);
  return { key, tokens };
}

/** The API server with its default admission, except service accounts: no controller creates their tokens. */
export function apiServer(tools: Toolbox, world: World): ApiServer {
  const folder = world.subfolder('api-server');
  const { key, tokens } = writeCredentials(folder);
  const client = new ApiClient(SERVER, ADMIN_TOKEN);
  const component = new Component(world.folder, {
    name: 'kube-apiserver',
    command: tools.apiServer,
    args: [
      `--etcd-servers=${ETCD_URL}`,
      '--bind-address=0.0.0.0',
      `--secure-port=${PORT}`,
      // Without a route to the outside it cannot find an address for itself.
      `--advertise-address=${NODE.address}`,
      `--cert-dir=${folder}`,
      `--service-cluster-ip-range=${SERVICE_RANGE}`,
      '--service-account-issuer=https://bed',
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      `--token-auth-file=${tokens}`,
      '--authorization-mode=RBAC',
      '--disable-admission-plugins=ServiceAccount',
      // As kubeadm does.
      '--allow-privileged',
      '--endpoint-reconciler-type=none',
    ],
    ready: async () => (await client.call<string>('GET', '/readyz')) === 'ok',
  });
  return { component, client, kubeconfig: kubeconfig(world), server: SERVER, token: ADMIN_TOKEN };
}
