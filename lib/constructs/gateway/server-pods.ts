import type { IConstruct } from 'constructs';

/** The pods of an authorization server, as the network policy of the gateway selects them. */
export interface ServerPods {
  /** Their namespace; `undefined` for that of the gateway. */
  readonly namespace: string | undefined;
  /** Their labels; `undefined` if unknown, for all pods of the namespace. */
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** The ports on which the gateway calls them. */
  readonly ports: readonly number[];
}

/** A policy that decides on the requests of a gateway. */
export interface GatewayPolicy extends IConstruct {
  /** The pods that the gateway must call. They are complete when the tree is built. @default - none */
  readonly serverPods?: ServerPods;
  /** The name of its GatewayExtension, in the namespace of the gateway, to which the routes of hosts refer. */
  readonly extension?: string;
}

/** What the rules of a host need of the policy of its gateway. */
export interface PolicyNeeds {
  /** The request headers, in lower case, that the server must see. */
  readonly headers: readonly string[];
  /** Expressions in CEL, by the names that the rules have for them. */
  readonly expressions: ReadonlyMap<string, string>;
}
