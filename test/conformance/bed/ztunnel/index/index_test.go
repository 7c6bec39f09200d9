package index

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"istio.io/istio/pkg/workloadapi"
	"istio.io/istio/pkg/workloadapi/security"
)

func parse[T proto.Message](message T, text string) T {
	if err := prototext.Unmarshal([]byte(text), message); err != nil {
		panic(err)
	}
	return message
}

// fill makes an index of workloads and services, as prototext.
func fill(workloads, services []string) *Index {
	addresses := map[string]*workloadapi.Address{}
	for _, text := range workloads {
		one := parse(&workloadapi.Workload{}, text)
		addresses[one.GetUid()] = &workloadapi.Address{Type: &workloadapi.Address_Workload{Workload: one}}
	}
	for _, text := range services {
		one := parse(&workloadapi.Service{}, text)
		addresses[nameOf(one)] = &workloadapi.Address{Type: &workloadapi.Address_Service{Service: one}}
	}
	x := New()
	x.UpdateAddresses(addresses, nil)
	return x
}

const (
	vip     = `addresses { address: "\360\360\000\001" }`
	gateway = `uid: "Kubernetes//Pod/egress/gateway" name: "gateway" namespace: "egress" addresses: "\012\001\000\011"
		services { key: "egress/api.example.com" value { ports { service_port: 443 target_port: 8443 } } }`
	capture = `namespace: "egress" hostname: "api.example.com" ports { service_port: 80 target_port: 8080 } ports { service_port: 443 } ` + vip
)

// where describes where a connection goes, or why it does not.
func where(x *Index, namespace, destination string) string {
	upstream, err := x.Upstream(namespace, netip.MustParseAddrPort(destination))
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s:%d", upstream.Workload.GetName(), upstream.Port)
}

func TestUpstream(t *testing.T) {
	x := fill([]string{gateway}, []string{capture})
	unhealthy := fill([]string{gateway + " status: UNHEALTHY"}, []string{capture})
	passthrough := fill([]string{gateway}, []string{capture + " load_balancing { mode: PASSTHROUGH }"})
	wide := fill([]string{gateway}, []string{strings.Replace(capture, "\\001\"", "\\000\" length: 24", 1)})
	for _, test := range []struct {
		name, destination, want string
		x                       *Index
	}{
		{"the service's target port", "240.240.0.1:80", "gateway:8080", x},
		{"the workload's own target port", "240.240.0.1:443", "gateway:8443", x},
		{"a port that is not listed", "240.240.0.1:22", "no healthy upstream: 240.240.0.1:22", x},
		{"nobody healthy", "240.240.0.1:80", "no healthy upstream: 240.240.0.1:80", unhealthy},
		{"the pod itself", "10.1.0.9:9091", "gateway:9091", x},
		{"an unhealthy pod itself", "10.1.0.9:9091", "gateway:9091", unhealthy},
		{"an address outside", "198.51.100.7:443", ":443", x},
		{"resolution NONE", "240.240.0.1:22", ":22", passthrough},
		{"a range", "240.240.0.77:80", "gateway:8080", wide},
	} {
		if got := where(test.x, "team-a", test.destination); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestServiceOfAHostInSeveralNamespaces(t *testing.T) {
	service := func(namespace, more string) string {
		return fmt.Sprintf(`namespace: %q hostname: "api.example.com" %s %s`, namespace, vip, more)
	}
	x := fill(nil, []string{service("team-b", ""), service("egress", "canonical: true"), service("team-c", "visibility: NAMESPACE")})
	hidden := fill(nil, []string{service("team-c", "visibility: NAMESPACE")})
	for _, test := range []struct {
		name, client, want string
		x                  *Index
	}{
		{"one's own", "team-b", "team-b", x},
		{"the canonical one", "team-a", "egress", x},
		{"one's own, visible there only", "team-c", "team-c", x},
		{"none that is visible", "team-a", "", hidden},
	} {
		if got := test.x.ServiceNamed("API.example.com", test.client).GetNamespace(); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestPoliciesOf(t *testing.T) {
	x := New()
	policies := map[string]*security.Authorization{}
	for _, text := range []string{
		`name: "mesh" namespace: "istio-system" scope: GLOBAL`, `name: "here" namespace: "egress" scope: NAMESPACE`,
		`name: "there" namespace: "other" scope: NAMESPACE`, `name: "chosen" namespace: "egress" scope: WORKLOAD_SELECTOR`,
		`name: "unchosen" namespace: "egress" scope: WORKLOAD_SELECTOR`,
	} {
		one := parse(&security.Authorization{}, text)
		policies[one.GetNamespace()+"/"+one.GetName()] = one
	}
	x.UpdatePolicies(policies, nil)
	workload := parse(&workloadapi.Workload{}, `namespace: "egress" authorization_policies: ["egress/chosen", "egress/unknown"]`)
	found := map[string]bool{}
	for _, one := range x.PoliciesOf(workload) {
		found[one.GetName()] = true
	}
	if len(found) != 3 || !found["mesh"] || !found["here"] || !found["chosen"] {
		t.Errorf("got %v", found)
	}
}
