import { CONTEXT } from '../../core/context-keys';
import { isWildcard } from '../../core/net/dns';
import type { CompiledRules } from './compiled-rules';

/** What the request policy needs to know of a host. */
export interface HostContext {
  readonly host: string;
  readonly aliases: readonly string[];
  readonly authority: string;
  /** The sets of its callers, each with the port of its listener; `undefined` if only the owner of the gateway knows it. */
  readonly callers: readonly (readonly [set: string, port: number | undefined])[];
  readonly owner: string;
  readonly ticket: string;
  /** When the approval begins and ends, in milliseconds since 1970. Not a number if the date is malformed. */
  readonly from: number;
  readonly until: number;
  /** Who withdrew the approval, and when. */
  readonly withdrawn?: string | undefined;
  /** The end of report mode, in milliseconds since 1970. */
  readonly report?: number | undefined;
  readonly rules: CompiledRules;
  /** The header that the gateway sets itself. */
  readonly strip?: string | undefined;
}

/** Sets of callers with their ports, as {@link CONTEXT} has them. */
export function callersText(callers: HostContext['callers']): string {
  return callers.map(([set, port]) => (port === undefined ? set : `${set}=${port}`)).join(',');
}

/** The context extensions of the route of a host. */
export function contextExtensions(context: HostContext): Record<string, string> {
  const { host, aliases, authority, callers, owner, ticket, from, until, withdrawn, report, rules, strip } = context;
  const { path, query } = rules.reads;
  const reads = { ...(path && { path }), ...(query.length > 0 && { query }) };
  const found: Readonly<Record<keyof typeof CONTEXT, string | undefined>> = {
    host,
    names: aliases.length > 0 ? aliases.join(',') : undefined,
    authority: isWildcard(host) ? undefined : authority,
    callers: callersText(callers),
    owner,
    ticket,
    from: seconds(from),
    until: seconds(until),
    withdrawn,
    report: report === undefined ? undefined : seconds(report),
    rules: JSON.stringify(rules.rules),
    reads: path || query.length > 0 ? JSON.stringify(reads) : undefined,
    strip,
  };
  const extensions: Record<string, string> = {};
  for (const [key, text] of Object.entries(found))
    if (text !== undefined) extensions[CONTEXT[key as keyof typeof CONTEXT]] = text;
  return extensions;
}

/** A malformed date, which is an error of its own, leaves the host closed. */
function seconds(millis: number): string {
  return Number.isFinite(millis) ? String(millis / 1000) : '0';
}
