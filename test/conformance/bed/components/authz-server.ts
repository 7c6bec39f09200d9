import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Component } from '../component';
import { accepts, answersOk } from '../http-client';
import type { Pod } from '../pods';
import type { Toolbox } from '../provision';
import type { World } from '../world';

/** A ConfigMap that a pod mounts. */
export interface Mount {
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
  /** A single file of it, mounted at the path itself. */
  readonly subPath?: string;
}

/** The authorization server, as its Deployment specifies it. */
export interface AuthzSpec {
  readonly pod: Pod;
  readonly deployment: string;
  /** Counts the pods of the run, so that each has separate files. */
  readonly serial: number;
  readonly args: readonly string[];
  readonly mounts: readonly Mount[];
}

/** Writes a ConfigMap as the kubelet mounts it: the files are links into a hidden folder, which updates replace. */
function writeMount(mount: Mount, target: string): void {
  if (mount.subPath) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, mount.files[mount.subPath] ?? '');
    return;
  }
  const version = '..2026_01_01_00_00_00.1';
  mkdirSync(join(target, version), { recursive: true });
  symlinkSync(version, join(target, '..data'));
  for (const [name, text] of Object.entries(mount.files)) {
    writeFileSync(join(target, version, name), text);
    symlinkSync(join('..data', name), join(target, name));
  }
}

/** The port of an address flag such as `--grpc-address=:9081`. */
function portOf(args: readonly string[], flag: string): number | undefined {
  const found = args.find((arg) => arg.startsWith(`--${flag}=`));
  return found === undefined ? undefined : Number(found.slice(found.lastIndexOf(':') + 1));
}

/** The container's arguments, adapted from the pod's root folder to that of the bed. */
function localArgs({ args }: AuthzSpec, root: string): string[] {
  return args.map((arg) => arg.replace('=file:///', `=file://${root}/`));
}

/** The Kyverno authorization server, started as its Deployment specifies. */
export function authzServer(tools: Toolbox, world: World, spec: AuthzSpec): Component {
  const { pod } = spec;
  const name = `authz-${pod.namespace}-${spec.deployment}-${spec.serial}`;
  const root = world.subfolder('pods', name);
  for (const mount of spec.mounts) writeMount(mount, join(root, mount.path));
  const grpc = portOf(spec.args, 'grpc-address') ?? 9081;
  const probes = portOf(spec.args, 'probes-address');
  return new Component(world.folder, {
    name,
    command: tools.authzServer,
    args: localArgs(spec, root),
    pod,
    ready: async () => (await accepts(pod.ip, grpc)) && (!probes || (await answersOk(pod.ip, probes, '/readyz'))),
  });
}
