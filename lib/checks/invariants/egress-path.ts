import type { TrailStep } from '../../core/finding';
import type { Spans } from '../../core/net/spans';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { Attachment, BackendUse, Listener, RouteRule } from '../graph';
import type { Way } from './invariant';

/** A caller, or a group of callers, as an object names it. */
export interface Who {
  /** `service account payments/web`. */
  readonly text: string;
  /** `undefined` if the object does not say it. */
  readonly namespace: string | undefined;
  /** The name of the service account; `undefined` for all of the namespace. */
  readonly account: string | undefined;
  /** A namespace with `*`, as Istio reads it. */
  readonly pattern: string | undefined;
  readonly path: Path;
}

/** Callers that one object lets in. */
export interface Grant {
  readonly object: Manifest;
  readonly callers: 'anyone' | readonly Who[];
  /** Where the object says so. */
  readonly path: Path;
}

/** Who can take a path. */
export interface Access {
  readonly grants: readonly Grant[];
  /** Why it is not known whether there are other callers. */
  readonly unsure?: string;
}

/** A name or an address to which a path leads, and where its object has it. */
export interface Named {
  readonly text: string;
  /** The addresses, if it is an address or a network. */
  readonly addresses: Spans | undefined;
  readonly at: Path;
  /** Whether connections only find the destination by it, and do not go there. */
  readonly isAlias: boolean;
}

/** A path out of the cluster. */
export interface EgressPath {
  readonly way: Way;
  readonly access: Access;
  /** The object to correct, such as the destination. */
  readonly object: Manifest;
  /** The field in it, if no name is meant. */
  readonly at: Path;
  /** Where it leads; `undefined` if that is not known. */
  readonly names: readonly Named[] | undefined;
  /** Why it is not known. */
  readonly unknown?: string;
  /** Other hosts that requests name on this path. */
  readonly requested: readonly string[];
  /** The addresses that are open, if the path is not about names. */
  readonly open?: Spans;
  /** The ports that it leads to; `undefined` if they are not known. */
  readonly ports: Spans | undefined;
  /** The part of the path at a gateway. */
  readonly leg?: Leg;
  /** The steps after the caller. */
  readonly steps: () => readonly TrailStep[];
}

/** The part of a path at a gateway: a listener, a rule of a route that it serves, and a backend. */
export interface Leg {
  readonly rule: RouteRule;
  readonly use: BackendUse;
  readonly attachment: Attachment;
  /** `undefined` if the Gateway is not among the manifests. */
  readonly listener: Listener | undefined;
}
