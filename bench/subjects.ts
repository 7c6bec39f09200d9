import { join } from 'node:path';
import { SCHEMA_FILE } from './json-schemas';
import { type Command, ROOT } from './measure';
import type { Tools } from './tools';

export const OURS = 'cdk8s-egress, all checks';
export const NAIVE = 'naive cdk8s, no checks';
export const HELM = 'helm template';
export const HELM_CHECKED = 'helm template and kubeconform';

/** Our compiled app, which loads the library as it is published. */
export const APP = 'build/bench/app.js';

/** The hosts of 20 teams, from files and as constructs. */
export const TEAMS = 'build/bench/teams.js';
export const FROM_FILES = 'cdk8s-egress, hosts in 300 files';
export const FROM_PROGRAM = 'cdk8s-egress, the same hosts in the program';

/** `main.ts`, with the library as it is published. With the sources of the library, most of its time is spent on reading 400 files. */
export const MAIN = 'build/main.ts';

/** Our compiled app with the given numbers of hosts and charts. */
export function ours(hosts: number, charts = 1, title = OURS): Command {
  return { title, words: ['node', APP, String(hosts), String(charts)] };
}

/** The app with the hosts of 20 teams, in both forms. */
export function teams(folder: string): Command[] {
  const command = (title: string, form: string) => ({ title, words: ['node', join(ROOT, TEAMS), form], cwd: folder });
  return [command(FROM_FILES, 'files'), command(FROM_PROGRAM, 'program')];
}

/** The same objects, created as plain ApiObjects. */
export function naive(folder: string, hosts: number, charts = 1, title = NAIVE): Command {
  const env = { NODE_PATH: join(ROOT, 'node_modules') };
  return { title, words: ['node', join(folder, 'naive.js'), `hosts-${hosts}.json`, String(charts)], env };
}

/** Our app and every available tool, for the given number of hosts. */
export function everyone(folder: string, tools: Tools, hosts: number): Command[] {
  const { helm, jsonnet, kcl } = tools;
  return [
    ours(hosts),
    naive(folder, hosts),
    ...helmCommands(folder, tools, hosts),
    ...(jsonnet ? [{ title: 'go-jsonnet', words: [jsonnet.path, '-y', join(folder, `jsonnet-${hosts}/egress.jsonnet`)] }] : []),
    ...(kcl ? [kclCommand(kcl.path, join(folder, `kcl-${hosts}`))] : []),
  ].filter(({ title }) => title !== HELM || helm !== undefined);
}

/** Helm alone, and Helm with validation of its objects against the schemas of the pinned kinds, by two workers. */
export function helmCommands(folder: string, { helm, kubeconform }: Tools, hosts: number): Command[] {
  if (!helm) return [];
  const env = { HELM_CACHE_HOME: folder, HELM_CONFIG_HOME: folder, HELM_DATA_HOME: folder };
  const template = [helm.path, 'template', 'egress', join(folder, 'helm'), '-f', join(folder, `values-${hosts}.yaml`)];
  const schemas = join(folder, 'schemas', SCHEMA_FILE);
  const script = `set -o pipefail; ${template.join(' ')} | ${kubeconform?.path} -strict -n 2 -schema-location '${schemas}' -summary`;
  const checked = { title: HELM_CHECKED, words: ['bash', '-c', script], env };
  return [{ title: HELM, words: template, env }, ...(kubeconform ? [checked] : [])];
}

function kclCommand(path: string, cwd: string): Command {
  return { title: 'KCL', words: ['python3', join(__dirname, 'kcl.py')], cwd, env: { PYTHONPATH: path } };
}
