package main

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"cdk8s-egress.test/bed/ztunnel/dns"
	"cdk8s-egress.test/bed/ztunnel/identity"
	"cdk8s-egress.test/bed/ztunnel/index"
	"cdk8s-egress.test/bed/ztunnel/pod"
	"cdk8s-egress.test/bed/ztunnel/proxy"
	"cdk8s-egress.test/bed/ztunnel/xds"
)

// output collects what the stand-in writes.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(data []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(data)
}

func (o *output) has(text string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Contains(o.text.String(), text)
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not seen: %s", what)
		}
	}
}

const port8080 = `name: "http" namespace: "egress" scope: WORKLOAD_SELECTOR groups {
	rules { matches { service_accounts { namespace: "team-a" serviceAccount: %q } } } rules { matches { destination_ports: [8080, 9000] } } }`

// world is a node with a gateway, a client, another team's client, a pod outside the mesh, and an upstream.
type world struct {
	istiod                                *istiod
	gateway, agent, other, plain, outside host
	log                                   *output
}

func buildWorld(t *testing.T) *world {
	buildNode(t)
	w := &world{
		istiod: startIstiod(t), log: &output{},
		gateway: newHost(t, "gateway", "10.1.0.9"), agent: newHost(t, "agent", "10.1.0.2"), other: newHost(t, "other", "10.1.0.3"),
		plain: newHost(t, "plain", "10.1.0.4"), outside: newHost(t, "outside", "10.1.0.50"),
	}
	for _, port := range []int{8080, 8081} {
		w.gateway.serve(port)
	}
	w.gateway.echo(9000)
	w.outside.serve(80)
	w.fillIndex()
	w.capture(t)
	return w
}

func (w *world) fillIndex() {
	for _, one := range []struct{ name, namespace, account, more string }{
		{"agent", "team-a", "agent", `addresses: "\012\001\000\002"`},
		{"other", "team-b", "other", `addresses: "\012\001\000\003"`},
		{"gateway", "egress", "gateway", `addresses: "\012\001\000\011" authorization_policies: "egress/http" services {
			key: "egress/host.docker.internal" value { ports { service_port: 11434 target_port: 8080 } } }`},
	} {
		w.istiod.workload(fmt.Sprintf(`uid: "Kubernetes//Pod/%[2]s/%[1]s" name: %[1]q namespace: %[2]q service_account: %[3]q tunnel_protocol: HBONE %[4]s`,
			one.name, one.namespace, one.account, one.more))
	}
	// The resolver answers with the address of the node that asks.
	w.istiod.workload(`uid: "direct" hostname: "node.example.com" services { key: "egress/direct.example.com" value {} }`)
	w.istiod.service(`name: "direct" namespace: "egress" hostname: "direct.example.com" addresses { address: "\360\360\000\002" }
		ports { service_port: 80 target_port: 9999 }`)
	w.istiod.service(`name: "capture" namespace: "egress" hostname: "host.docker.internal" addresses { address: "\360\360\000\001" }
		ports { service_port: 11434 target_port: 8080 }`)
	w.istiod.policy(fmt.Sprintf(port8080, "agent"))
}

func (w *world) capture(t *testing.T) {
	if err := pod.PrepareNode(); err != nil {
		t.Fatal(err)
	}
	authority, err := identity.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	mesh := &proxy.Mesh{
		Index: index.New(), Authority: authority, Log: proxy.NewLog(w.log),
		Resolver: &dns.Resolver{Server: "10.1.0.50:53"}, ClusterDNS: "10.1.0.50:53",
	}
	events := &output{}
	control := newControl(mesh, events)
	go (&xds.Client{Server: w.istiod.address, Index: mesh.Index, Synced: control.markSynced}).Run(context.Background())
	for _, one := range []struct {
		host               host
		namespace, account string
	}{{w.agent, "team-a", "agent"}, {w.other, "team-b", "other"}, {w.gateway, "egress", "gateway"}} {
		control.execute(command{Add: &addition{
			UID: one.host.name, Name: one.host.name, Namespace: one.namespace, ServiceAccount: one.account,
			IP: netip.MustParseAddr(one.host.ip), Netns: one.host.path(),
		}})
		eventually(t, "ready "+one.host.name, func() bool { return events.has(fmt.Sprintf(`{"ready":%q}`, one.host.name)) || fails(t, events) })
	}
}

func fails(t *testing.T, events *output) bool {
	if events.has("failed") {
		t.Fatal(events.text.String())
	}
	return false
}

func TestMesh(t *testing.T) {
	w := buildWorld(t)
	node := "gateway saw " + pod.NodeAddress
	for _, test := range []struct {
		name, got, want string
	}{
		{"the caller on its port, with its address", w.agent.get("10.1.0.9:8080"), "gateway saw 10.1.0.2"},
		{"the caller by the virtual address", w.agent.get("240.240.0.1:11434"), "gateway saw 10.1.0.2"},
		{"another port of the virtual address", w.agent.get("240.240.0.1:80"), "refused"},
		{"the caller on another port", w.agent.get("10.1.0.9:8081"), "refused"},
		{"another team", w.other.get("10.1.0.9:8080"), "refused"},
		{"a pod outside the mesh", w.plain.get("10.1.0.9:8080"), "refused"},
		{"plaintext to the tunnel's port", w.plain.get("10.1.0.9:15008"), "refused"},
		{"ztunnel's own port", w.plain.get("10.1.0.9:15001"), "refused"},
		{"a call to a tunnel from a captured pod", w.agent.get("10.1.0.9:15008"), "refused"},
		{"an unknown address", w.agent.get("10.1.0.50:80"), "outside saw 10.1.0.2"},
		{"an unknown address that refuses", w.agent.get("10.1.0.50:81"), "refused"},
		{"a pod to itself", w.gateway.get("10.1.0.9:8081"), "gateway saw 10.1.0.9"},
		{"a process of the node, past all policies", ask(nodeDial(t, "10.1.0.9:8081")), node},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, test.got, test.want)
		}
	}
	t.Run("log", func(t *testing.T) { testLog(t, w) })
	t.Run("certificate", func(t *testing.T) { testCertificate(t, w) })
	t.Run("names", func(t *testing.T) { testNames(t, w) })
	t.Run("resolution", func(t *testing.T) { testResolution(t, w) })
	t.Run("streams", func(t *testing.T) { testStreams(t, w) })
	t.Run("revocation", func(t *testing.T) { testRevocation(t, w) })
}
