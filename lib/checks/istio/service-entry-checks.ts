import type { ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';
import { isIstioDnsLabel } from '../../core/net/dns';
import { addressTable } from './address-checks';
import { annotationTable } from './annotation-checks';
import { endpointTable } from './endpoint-checks';
import { hostTable } from './host-checks';
import { every, type IstioSubject, type IstioTable, whole } from './istio-check';
import { findInvalidSelectors } from './labels';
import { portTable } from './port-checks';
import { isDynamic, isPassedThrough } from './resolution';

const USE_WAYPOINT = 'istio.io/use-waypoint';

/** The check of `spec.workloadSelector` that comes before all others: S1. */
const selectorTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ workloadSelector }) => workloadSelector,
  stops: true,
  checks: [
    {
      // S1
      rule: 'istio/workload-selector',
      message: 'a selector cannot have empty keys or wildcards',
      allowed: 'labels with a key and without *',
      fix: 'specify the labels of the workloads',
      find: ({ spec }, found) =>
        findInvalidSelectors(spec.workloadSelector?.labels, ['spec', 'workloadSelector', 'labels'], found),
    },
  ],
};

/** The other checks of `spec.workloadSelector`: S2, S17. */
const selectorWarningTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ workloadSelector }) => workloadSelector,
  checks: [
    {
      // S2
      rule: 'istio/selects-everything',
      severity: 'warning',
      message: 'a selector without labels selects all workloads in the namespace',
      allowed: 'at least one label',
      fix: 'specify the labels of the workloads, or remove the selector',
      find: whole('spec.workloadSelector', ({ workloadSelector: at }) => at !== undefined && isEmpty(at.labels)),
    },
    {
      // S17
      rule: 'istio/selector-without-use',
      severity: 'warning',
      message: 'resolution NONE (the default) does not use a selector',
      allowed: 'no selector, or another resolution',
      fix: 'remove spec.workloadSelector, or set spec.resolution to STATIC',
      find: whole('spec.workloadSelector', (spec) => spec.workloadSelector !== undefined && isPassedThrough(spec)),
    },
  ],
};

/** The checks of `spec.location`: S29, S30. */
const locationTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ location }) => location,
  checks: [
    {
      // S29
      rule: 'istio/location',
      message: 'before Istio 1.30, resolution DYNAMIC_DNS requires hosts outside the mesh',
      allowed: 'MESH_EXTERNAL',
      fix: 'remove spec.location',
      find: whole(
        'spec.location',
        (spec, { capabilities }) => isDynamic(spec) && isInternal(spec) && !capabilities.dynamicDnsInMesh,
      ),
    },
    {
      // S30
      rule: 'istio/location',
      message: 'a waypoint does not support resolution DYNAMIC_DNS inside the mesh',
      allowed: `MESH_EXTERNAL, or no label ${USE_WAYPOINT}`,
      fix: 'remove spec.location or the label',
      find: whole(
        'spec.location',
        (spec, { object }) => isDynamic(spec) && isInternal(spec) && usesWaypoint(object.metadata.labels),
      ),
    },
  ],
};

const exportTo = (spec: ServiceEntrySpec) => spec.exportTo;

/** The checks of `spec.exportTo`: S33. */
const exportTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ exportTo }) => exportTo,
  checks: [
    {
      // S33
      rule: 'istio/export-to',
      message: 'the entry is not a namespace',
      allowed: '., *, ~ or the name of a namespace',
      fix: 'specify a namespace, or remove the entry',
      find: every('spec.exportTo', exportTo, (entry) => !isVisibility(entry)),
    },
    {
      // S33
      rule: 'istio/export-to',
      message: 'the namespace is listed twice; . is the namespace of the object',
      allowed: 'each namespace once',
      fix: 'remove the entry',
      find: every('spec.exportTo', exportTo, (entry, subject, i) => i > 0 && isRepeated(entry, subject, i)),
    },
    {
      // S33
      rule: 'istio/export-to',
      message: '* (all namespaces) and ~ (none) exclude other entries',
      allowed: '* alone, ~ alone, or namespaces',
      fix: 'remove the other entries',
      find: whole('spec.exportTo', (spec) => (spec.exportTo?.length ?? 0) > 1 && Boolean(spec.exportTo?.some(isAlone))),
    },
  ],
};

/**
 * What Istio's webhook checks in a ServiceEntry, in addition to its CRD. There is no S10 (a port that is null) and no S31 (an
 * unknown resolution), which cannot occur in objects that match the CRD.
 */
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
  // As in kubectl and istioctl, an object without namespace belongs to `default`.
  const named = (of: string) => (of === '.' ? (object.metadata.namespace ?? 'default') : of);
  return Boolean(spec.exportTo?.slice(0, index).some((other) => named(other) === named(entry)));
}
