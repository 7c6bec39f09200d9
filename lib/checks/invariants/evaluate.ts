import { approvalViolations } from './approved-paths';
import { deniedAddresses } from './denied-addresses';
import { directPaths } from './direct';
import type { EgressPath } from './egress-path';
import { decision, enforced, tls } from './handling';
import { hostLimit } from './host-limit';
import type { Invariant, Requirement } from './invariant';
import { gatewayPaths } from './legs';
import { permitsMethods } from './methods';
import { Report } from './report';
import { type Prepared, prepare, selectionOf } from './select';
import { denies, exactHost, permits } from './targets';
import { undecidedObjects } from './undecided-objects';
import { unusedSelectors } from './unused-selectors';
import type { Context, PathDemand } from './violation';

const REQUIRED: Readonly<Record<Requirement, PathDemand>> = { tls, decision, enforced, 'exact-host': exactHost };

/** Checks all invariants. The result has the findings about objects, and those about the file. */
export function checkInvariants(invariants: readonly Invariant[], context: Context): Report {
  const report = new Report();
  if (invariants.length === 0) return report;
  const { graph, platformNamespaces } = context;
  const paths = [...gatewayPaths(graph), ...directPaths(graph, platformNamespaces)];
  for (const invariant of invariants) checkOne(prepare(invariant), paths, context, report);
  for (const object of undecidedObjects(invariants, context)) report.addObject(object);
  for (const unused of unusedSelectors(invariants, paths, graph)) report.addUnused(unused);
  return report;
}

function checkOne(prepared: Prepared, paths: readonly EgressPath[], context: Context, report: Report): void {
  const { invariant, within, except } = prepared;
  const demands = demandsOf(invariant);
  if (demands.length > 0) {
    for (const path of paths) {
      const selection = selectionOf(path, within, except);
      if (selection.applies === false) continue;
      for (const demand of demands) {
        for (const violation of demand({ path, selected: selection.selected }, context)) {
          report.add(invariant, violation, { path, selection });
        }
      }
    }
  }
  if (invariant.deny?.addresses) deniedAddresses(prepared, invariant.deny.addresses, paths, context, report);
  if (invariant.approval) approvalViolations(prepared, invariant.approval, paths, context, report);
  if (invariant.limit) hostLimit(prepared, invariant.limit.hostsPerNamespace, paths, report);
}

function demandsOf({ deny, only, require = [] }: Invariant): PathDemand[] {
  return [
    ...(deny ? [denies(deny)] : []),
    ...(only?.hosts || only?.addresses || only?.ports ? [permits(only)] : []),
    ...(only?.methods ? [permitsMethods(only.methods)] : []),
    ...require.map((one) => REQUIRED[one]),
  ];
}
