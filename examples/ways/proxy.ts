// The application has an HTTP proxy: http_proxy=http://egress-kgateway.egress-system:8080
import { ExternalHost, Way } from '../../lib';
import { exit } from './exit';

const { app, chart, gateway, callers, approval } = exit('proxy');

new ExternalHost(chart, 'proxied', {
  ...{ gateway, callers, approval },
  host: 'proxied.example.com',
  port: 443,
  ways: [Way.proxy()],
});

app.synth();
