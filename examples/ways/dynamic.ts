// Many hosts behind few objects, and all names below a domain: http://a-bucket.s3.example.com by the proxy
import { ExternalHost, Tls, Way } from '../../lib';
import { exit } from './exit';

const { app, chart, gateway, callers, approval } = exit('dynamic');

new ExternalHost(chart, 'one-of-many', {
  ...{ gateway, callers, approval },
  host: 'dynamic.example.com',
  port: 443,
  destination: 'dynamic',
  ways: [Way.transparent()],
});

new ExternalHost(chart, 'buckets', {
  ...{ gateway, callers, approval },
  host: '*.s3.example.com',
  port: 443,
  tls: Tls.originate({ caSecret: 's3-cas' }), // the CAs of its certificates, of which Envoy keeps a copy for each name
  ways: [Way.proxy()],
});

app.synth();
