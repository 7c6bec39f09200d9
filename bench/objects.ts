import { collectObjects } from '../lib/synth/collect-objects';
import { makeApp } from './app';

/** The objects of an app with the given number of hosts, as applied to the cluster. */
export function objectsOf(hosts: number): Readonly<Record<string, unknown>>[] {
  return collectObjects(makeApp(hosts).node.findAll()).flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
}
