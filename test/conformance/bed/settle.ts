import type { Envoy } from './components/envoy';
import { accepts } from './http-client';
import { at, type KubeObject, listAt } from './objects';
import { waitFor } from './wait';

// kgateway counts as finished if Envoy receives no new configuration for this long.
const QUIET_MS = 400;
const UPDATES = '(cds|lds|rds\\..*)\\.update_(success|rejected)$|_warming$|warming_';

/** Waits until an Envoy receives no new configuration. */
export async function quiet(envoy: Envoy): Promise<void> {
  let before = '';
  let since = Date.now();
  await waitFor(`no new configuration for ${envoy.name}`, async () => {
    const now = JSON.stringify(await envoy.stats(UPDATES));
    if (now !== before) since = Date.now();
    before = now;
    return Date.now() - since >= QUIET_MS;
  });
}

/** Waits until Envoy accepts connections for each listener with routes of a Gateway. */
export async function listening(gateway: KubeObject, { pod }: Envoy): Promise<void> {
  const listeners = listAt(gateway, 'status', 'listeners').filter((one) => Number(at(one, 'attachedRoutes')) > 0);
  const used = listeners.map((one) => at(one, 'name'));
  for (const listener of listAt(gateway, 'spec', 'listeners').filter((one) => used.includes(at(one, 'name')))) {
    const port = Number(at(listener, 'port'));
    await waitFor(`the gateway to listen on ${port}`, () => accepts(pod.ip, port));
  }
}
