import { type ContentKind, digestOf, kindOfLine, linesByKind } from '../../../core/approval-text';
import { CONTEXT } from '../../../core/context-keys';
import { instantOf } from '../../../core/instant';
import { KIND } from '../../../core/kinds';
import type { ApprovalKeys } from '../../../core/labels';
import type { Path } from '../../../core/path';
import { kindOf, type Manifest } from '../../../manifests/manifest';
import { namespaceOf } from '../../graph/catalogue';
import type { ObjectOf } from '../../graph/kinds';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** An object that differs from the content that was approved for its host, which is written on it. */
export const approvalOutdated: Rule = {
  id: 'egress/approval-outdated',
  severity: 'error',
  summary: 'the host is not what was approved',
  *check({ graph }) {
    const keys = graph.approvalKeys;
    for (const object of graph.catalogue.all) {
      const text = object.metadata.annotations?.[keys.content];
      if (text === undefined) continue;
      yield* digestProblems(object, text, keys);
      const approved = approvedIn(text);
      for (const { path, got, kind, accepts } of statementsOf(object)) {
        if (accepts(approved)) continue;
        yield { object, path, got, allowed: `what was approved: ${approved(kind).join('; ') || `no ${kind}`}`, fix: FIX };
      }
    }
  },
};

const FIX = 'ask the owner of the ticket again, then write what was reviewed into the approval; or undo the change';

/** The approved lines of a kind, without the kind. */
type Approved = (kind: ContentKind) => readonly string[];

/** The lines of a content. */
function approvedIn(text: string): Approved {
  const byKind = linesByKind(text.split('\n'));
  return (kind) => byKind.get(kind) ?? [];
}

function* digestProblems(object: Manifest, text: string, keys: ApprovalKeys): Iterable<Objection> {
  const got = object.metadata.annotations?.[keys.digest];
  const digest = digestOf(text);
  if (got === digest) return;
  const allowed = `${digest}, which belongs to ${keys.content}`;
  yield { object, path: ['metadata', 'annotations', keys.digest], got, allowed, fix: FIX };
}

/** What an object says about its host. */
interface Statement {
  readonly path: Path;
  readonly got: string;
  /** The kind of the lines that are shown. */
  readonly kind: ContentKind;
  readonly accepts: (approved: Approved) => boolean;
}

const READERS: Readonly<Record<string, (object: never) => Iterable<Statement>>> = {
  [KIND.ServiceEntry]: ofServiceEntry,
  [KIND.Backend]: ofBackend,
  [KIND.HTTPRoute]: ofRoute,
  [KIND.TLSRoute]: ofRoute,
  [KIND.TCPRoute]: ofRoute,
  [KIND.TrafficPolicy]: ofTrafficPolicy,
};

function statementsOf(object: Manifest): Iterable<Statement> {
  return READERS[kindOf(object)]?.(object as never) ?? [];
}

function address(path: Path, host: string, port: number | undefined): Statement {
  const got = `${host.replace(/\.$/, '')}:${port}`;
  return { path, got, kind: 'host', accepts: (approved) => approved('host').some((line) => kindOfLine(line) === got) };
}

function* ofServiceEntry({ spec }: ObjectOf<'networking.istio.io/ServiceEntry'>): Iterable<Statement> {
  for (const [index, host] of spec.hosts.entries())
    for (const { number } of spec.ports ?? []) yield address(['spec', 'hosts', index], host, number);
}

function* ofBackend({ spec }: ObjectOf<'gateway.kgateway.dev/Backend'>): Iterable<Statement> {
  for (const [index, { host, port }] of (spec.static?.hosts ?? []).entries())
    yield address(['spec', 'static', 'hosts', index], host, port);
}

/** A route serves its host and the Services of its aliases, at the listeners of its callers. */
function* ofRoute(object: ObjectOf<'gateway.networking.k8s.io/HTTPRoute'>): Iterable<Statement> {
  const { hostnames = [], parentRefs = [] } = object.spec;
  for (const [index, got] of hostnames.entries()) {
    const accepts = (approved: Approved) => hasHost(approved, got) || isAlias(approved, got, namespaceOf(object));
    yield { path: ['spec', 'hostnames', index], got, kind: 'host', accepts };
  }
  for (const [index, { sectionName: got }] of parentRefs.entries()) {
    if (got === undefined) continue;
    const accepts = (approved: Approved) => approved('callers').some((line) => listenersIn(line).includes(got));
    yield { path: ['spec', 'parentRefs', index, 'sectionName'], got, kind: 'callers', accepts };
  }
}

function hasHost(approved: Approved, host: string): boolean {
  return approved('host').some((line) => line.startsWith(`${host}:`));
}

function listenersIn(callers: string): readonly string[] {
  return callers.split(',').map((set) => set.replace(/=.*/, ''));
}

function isAlias(approved: Approved, hostname: string, namespace: string): boolean {
  const [service, ...rest] = hostname.split('.');
  const isHere = [namespace, `${namespace}.svc`, `${namespace}.svc.cluster.local`].includes(rest.join('.'));
  return isHere && approved('ways').some((line) => line.split(', ').includes(`alias=${service}`));
}

function* ofTrafficPolicy({ spec }: ObjectOf<'gateway.kgateway.dev/TrafficPolicy'>): Iterable<Statement> {
  const extensions = spec.extAuth?.contextExtensions ?? {};
  const statement = (key: keyof typeof CONTEXT, kind: ContentKind, test: (approved: Approved, got: string) => boolean) => {
    const got = extensions[CONTEXT[key]];
    const path: Path = ['spec', 'extAuth', 'contextExtensions', CONTEXT[key]];
    return got === undefined ? [] : [{ path, got, kind, accepts: (approved: Approved) => test(approved, got) }];
  };
  yield* statement('host', 'host', hasHost);
  yield* statement('callers', 'callers', (approved, got) => approved('callers').includes(got));
  yield* statement('report', 'report', (approved, got) => approved('report').some((line) => secondsOf(line) === got));
  yield* statement('rules', 'requests', (approved, got) => `[${approved('requests').join(',')}]` === got);
}

/** An instant in seconds since 1970, as the request policy reads it. */
function secondsOf(instant: string): string {
  return String((instantOf(instant)?.millis ?? Number.NaN) / 1000);
}
