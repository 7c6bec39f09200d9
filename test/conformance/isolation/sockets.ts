import { readFileSync } from 'node:fs';
import type { Component } from '../bed/component';

const LISTEN = '0A';
const LOOPBACK = ['0100007F', '00000000000000000000000001000000', '0000000000000000FFFF00000100007F'];

/** The TCP ports on which the programs of a pod listen, by one of them. */
export function listening(component: Component): { readonly port: number; readonly onLoopback: boolean }[] {
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${component.pid}/net/${table}`, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === LISTEN)
      .map(([, local = '']) => {
        const [address = '', port = ''] = local.split(':');
        return { port: Number.parseInt(port, 16), onLoopback: LOOPBACK.includes(address) };
      }),
  );
}
