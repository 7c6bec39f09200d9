import type { KubeObject } from './bed';

const NAME = 'kyverno-authz-server';

/** The texts of files by the name of the source that has them. The server asks the sources in this order, and drops one as a whole. */
export type Sources = Readonly<Record<string, readonly string[]>>;

/** The authorization server of the reference app, which reads these sources in place of its own policy. */
export function withSources(object: KubeObject, sources: Sources): KubeObject {
  const files = Object.entries(sources).flatMap(([source, texts]) =>
    texts.map((text, i) => ({ source, key: `${source}-${i}.yaml`, text })),
  );
  if (object.metadata.name === `${NAME}-policy`) {
    return { ...object, data: Object.fromEntries(files.map(({ key, text }) => [key, text])) };
  }
  if (object.kind !== 'Deployment' || object.metadata.name !== NAME) return object;
  const { template, ...spec } = object.spec as { template: { spec: { containers: Container[] } } };
  const containers = template.spec.containers.map(({ args, volumeMounts, ...container }) => ({
    ...container,
    args: [...args.filter((arg) => !arg.startsWith('--external')), ...Object.keys(sources).map(argument)],
    volumeMounts: files.map(({ source, key }) => ({ ...volumeMounts[0], mountPath: `/policies/${source}/${key}`, subPath: key })),
  }));
  return { ...object, spec: { ...spec, template: { ...template, spec: { ...template.spec, containers } } } };
}

interface Container {
  readonly args: readonly string[];
  readonly volumeMounts: readonly object[];
}

const argument = (source: string) => `--external-policy-source=file:///policies/${source}`;
