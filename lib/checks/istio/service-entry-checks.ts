import type { ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';
import { isIstioDnsLabel } from '../../core/net/dns';
import { addressTable } from './address-checks';
import { annotationTable } from './annotation-checks';
import { endpointTable } from './endpoint-checks';
import { hostTable } from './host-checks';
import { every, type IstioSubject, type IstioTable, whole } from './istio-check';
import { findBadSelectors } from './labels';
import { portTable } from './port-checks';
import { isDynamic, isPassedThrough } from './resolution';

const USE_WAYPOINT = 'istio.io/use-waypoint';

/** What `spec.workloadSelector` must be at least, before anything else is looked at: S1. */
const selectorTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ workloadSelector }) => workloadSelector,
  stops: true,
  checks: [
    {
      // S1
      rule: 'istio/workload-selector',
      message: 'a selector has no empty keys and no wildcards',
      allowed: 'labels without *',
      fix: 'name the labels of the workloads',
      find: ({ spec }, found) => findBadSelectors(spec.workloadSelector?.labels, ['spec', 'workloadSelector', 'labels'], found),
    },
  ],
};

/** What remains of the selector: S2, S17. */
const selectorWarningTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ workloadSelector }) => workloadSelector,
  checks: [
    {
      // S2
      rule: 'istio/selects-everything',
      severity: 'warning',
      message: 'a selector without labels selects everything in the namespace',
      allowed: 'at least one label',
      fix: 'name the labels of the workloads, or remove the selector',
      find: whole('spec.workloadSelector', ({ workloadSelector: at }) => at !== undefined && isEmpty(at.labels)),
    },
    {
      // S17
      rule: 'istio/selector-without-use',
      severity: 'warning',
      message: 'resolution NONE (the default) has no use for a selector',
      allowed: 'no selector, or another resolution',
      fix: 'remove the selector, or use resolution STATIC',
      find: whole('spec.workloadSelector', (spec) => spec.workloadSelector !== undefined && isPassedThrough(spec)),
    },
  ],
};

/** What `spec.location` must be: S29, S30. */
const locationTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ location }) => location,
  checks: [
    {
      // S29
      rule: 'istio/location',
      message: 'before Istio 1.30, resolution DYNAMIC_DNS is for hosts outside the mesh',
      allowed: 'MESH_EXTERNAL',
      fix: 'remove the location',
      find: whole(
        'spec.location',
        (spec, { capabilities }) => isDynamic(spec) && isInternal(spec) && !capabilities.dynamicDnsInMesh,
      ),
    },
    {
      // S30
      rule: 'istio/location',
      message: 'a waypoint does not take resolution DYNAMIC_DNS inside the mesh',
      allowed: `MESH_EXTERNAL, or no label ${USE_WAYPOINT}`,
      fix: 'remove the location or the label',
      find: whole(
        'spec.location',
        (spec, { object }) => isDynamic(spec) && isInternal(spec) && usesWaypoint(object.metadata.labels),
      ),
    },
  ],
};

const exportTo = (spec: ServiceEntrySpec) => spec.exportTo;

/** What `spec.exportTo` must be: S33. */
const exportTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ exportTo }) => exportTo,
  checks: [
    {
      // S33
      rule: 'istio/export-to',
      message: 'the entry is no namespace',
      allowed: '., *, ~ or the name of a namespace',
      fix: 'name a namespace, or remove the entry',
      find: every('spec.exportTo', exportTo, (entry) => !isVisibility(entry)),
    },
    {
      // S33
      rule: 'istio/export-to',
      message: 'the namespace is named twice; . is the namespace of the object',
      allowed: 'each namespace once',
      fix: 'remove the entry',
      find: every('spec.exportTo', exportTo, (entry, subject, i) => i > 0 && isRepeated(entry, subject, i)),
    },
    {
      // S33
      rule: 'istio/export-to',
      message: 'everybody (*) and nobody (~) leave no room for other entries',
      allowed: '* alone, ~ alone, or namespaces',
      fix: 'remove the other entries',
      find: whole('spec.exportTo', (spec) => (spec.exportTo?.length ?? 0) > 1 && Boolean(spec.exportTo?.some(isAlone))),
    },
  ],
};

/** What Istio's webhook checks of a ServiceEntry beyond its CRD. S10 (a port that is null) and S31 (an unknown resolution) can not
 * occur in objects whose structure is sound. */
export const serviceEntryTables: readonly IstioTable<ServiceEntrySpec>[] = [
  annotationTable,
  selectorTable,
  hostTable,
  addressTable,
  portTable,
  endpointTable,
  locationTable,
  exportTable,
  selectorWarningTable,
];

function isEmpty(labels: object | undefined): boolean {
  return labels === undefined || Object.keys(labels).length === 0;
}

function isInternal({ location }: ServiceEntrySpec): boolean {
  return location === 'MESH_INTERNAL';
}

function usesWaypoint(labels: Readonly<Record<string, string>> | undefined): boolean {
  const waypoint = labels?.[USE_WAYPOINT];
  return Boolean(waypoint) && waypoint?.toLowerCase() !== 'none';
}

function isAlone(entry: string): boolean {
  return entry === '*' || entry === '~';
}

function isVisibility(entry: string): boolean {
  return entry === '.' || isAlone(entry) || isIstioDnsLabel(entry);
}

function isRepeated(entry: string, { spec, object }: IstioSubject<ServiceEntrySpec>, index: number): boolean {
  // What has no namespace goes to `default`, as with kubectl and istioctl.
  const named = (of: string) => (of === '.' ? (object.metadata.namespace ?? 'default') : of);
  return Boolean(spec.exportTo?.slice(0, index).some((other) => named(other) === named(entry)));
}
