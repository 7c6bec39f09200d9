import { CALLER_SET } from '../../core/brand';
import type { Caller } from './caller';
import { derivedPort } from './derived-port';

/** The properties of a {@link CallerSet}. */
export interface CallerSetProps {
  /** The name: a DNS label, unique per gateway. `Gateway.spec.listeners[].name`. */
  readonly name: string;
  /** The callers, at least one. */
  readonly callers: readonly Caller[];
  /**
   * The port of the gateway that is theirs alone: 1 to 65535, except the {@link RESERVED_PORTS}. `Gateway.spec.listeners[].port`.
   *
   * @default - a port from 10000 to 32767 that follows from the name
   */
  readonly port?: number;
  /**
   * The port of the gateway for their TLS connections that pass through, as {@link port}. `Gateway.spec.listeners[].port`.
   *
   * @default - a port from 10000 to 32767 that follows from the name
   */
  readonly tlsPort?: number;
}

/** The suffix of the listener for TLS, after the name of the set. */
export const TLS_SUFFIX = '-tls';

/**
 * Callers who may call the same hosts. They have a listener of the gateway for themselves, and an AuthorizationPolicy admits only
 * them to its port. Hosts of one gateway can share a set.
 */
export class CallerSet {
  protected readonly [CALLER_SET] = true;

  constructor(
    /** The given properties. */
    public readonly props: CallerSetProps,
  ) {}

  /** Its name. */
  public get name(): string {
    return this.props.name;
  }

  /** Its callers. */
  public get callers(): readonly Caller[] {
    return this.props.callers;
  }

  /** Its port, given or derived from the name. */
  public get port(): number {
    return this.props.port ?? derivedPort(this.props.name);
  }

  /** Its port for TLS connections that pass through, given or derived from the name. */
  public get tlsPort(): number {
    return this.props.tlsPort ?? derivedPort(`${this.props.name}${TLS_SUFFIX}`);
  }
}
