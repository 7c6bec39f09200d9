import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Component } from '../component';
import { answersOk } from '../http-client';
import { NODE, POD_RANGE } from '../network';

import type { World } from '../world';
import type { ApiServer } from './api-server';

const HEALTH_PORT = 10256;

/** The configuration: defaults, except what a user namespace does not allow to set. */
function configuration(kubeconfig: string): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    clientConnection: { kubeconfig },
    mode: 'iptables',
    clusterCIDR: POD_RANGE,
    hostnameOverride: NODE.name,
    healthzBindAddress: `127.0.0.1:${HEALTH_PORT}`,
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
    iptables: { minSyncPeriod: '100ms' },
  };
}

/** kube-proxy of the node, which gives Services their addresses. */
export function kubeProxy(command: string, world: World, api: ApiServer): Component {
  const config = join(world.folder, 'kube-proxy.json');
  writeFileSync(config, JSON.stringify(configuration(api.kubeconfig)));
  return new Component(world.folder, {
    name: 'kube-proxy',
    command,
    args: [`--config=${config}`],
    ready: () => answersOk('127.0.0.1', HEALTH_PORT, '/healthz'),
  });
}
