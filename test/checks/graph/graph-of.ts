import { parseAllDocuments } from 'yaml';
import { type CatalogueOptions, EgressGraph } from '../../../lib/checks/graph';
import type { Manifest } from '../../../lib/manifests/manifest';

/** The objects of a YAML text. */
export function parse(yaml: string): Manifest[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);
}

/** The graph of them. */
export function graphOf(yaml: string, options: CatalogueOptions = {}): EgressGraph {
  return new EgressGraph(parse(yaml), options);
}
