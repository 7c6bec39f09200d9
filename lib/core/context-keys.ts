/**
 * The context extensions by which the route of a host tells the request policy what may leave to it.
 * `TrafficPolicy.spec.extAuth.contextExtensions`.
 */
export const CONTEXT = {
  /** The host, or its wildcard. */
  host: 'egress.host',
  /** Other names that requests can have in their Host header, separated by commas. */
  names: 'egress.names',
  /** The Host header that the host gets. Absent for a wildcard, which gets the name of the request. */
  authority: 'egress.authority',
  /**
   * The sets of its callers, each with the port of its listener: `http=8080,batch=8081`. Without a port, which only the owner of the
   * gateway may know, the set is that of every request that the route gets.
   */
  callers: 'egress.callers',
  owner: 'egress.owner',
  ticket: 'egress.ticket',
  /** When its approval begins, in seconds since 1970. */
  from: 'egress.from',
  /** When its approval ends, in seconds since 1970. */
  until: 'egress.until',
  /** Who withdrew the approval, and when. */
  withdrawn: 'egress.withdrawn',
  /** Until when what the rules deny is only reported, in seconds since 1970. */
  report: 'egress.report',
  /** Its rules as JSON, in order. */
  rules: 'egress.rules',
  /** What its rules read of the path and the query, as JSON, so that requests with two meanings are refused. */
  reads: 'egress.reads',
  /** The header that is removed from requests, because the gateway sets it. */
  strip: 'egress.strip',
} as const;
