import { Component } from '../component';
import { answersOk } from '../http-client';
import type { Toolbox } from '../provision';
import type { World } from '../world';

const CLIENT_PORT = 12379;

/** The URL of etcd for the API server. */
export const ETCD_URL = `http://127.0.0.1:${CLIENT_PORT}`;

/** The store of the API server, in memory. */
export function etcd(tools: Toolbox, world: World): Component {
  return new Component(world.folder, {
    name: 'etcd',
    command: tools.etcd,
    args: [
      `--data-dir=${world.subfolder('etcd')}`,
      `--listen-client-urls=${ETCD_URL}`,
      `--advertise-client-urls=${ETCD_URL}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
    ready: () => answersOk('127.0.0.1', CLIENT_PORT, '/health'),
  });
}
