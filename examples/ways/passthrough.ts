// The application calls the host over TLS, which the gateway does not look into: https://secure.example.com
import { PassthroughHost } from '../../lib';
import { exit } from './exit';

const { app, chart, gateway, callers, approval } = exit('passthrough');

new PassthroughHost(chart, 'secure', {
  ...{ gateway, callers, approval },
  host: 'secure.example.com',
  port: 443,
  inspection: 'none',
  reason: 'the application authenticates with a certificate of its own',
});

app.synth();
