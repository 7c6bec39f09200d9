package main

import (
	"net"
	"sync"
	"testing"

	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"istio.io/istio/pkg/workloadapi"
	"istio.io/istio/pkg/workloadapi/security"
)

// istiod serves an index that the test writes.
type istiod struct {
	discovery.UnimplementedAggregatedDiscoveryServiceServer
	t       *testing.T
	address string
	mu      sync.Mutex
	current map[string]*discovery.DeltaDiscoveryResponse
	streams []discovery.AggregatedDiscoveryService_DeltaAggregatedResourcesServer
}

func startIstiod(t *testing.T) *istiod {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	found := &istiod{t: t, address: listener.Addr().String(), current: map[string]*discovery.DeltaDiscoveryResponse{}}
	discovery.RegisterAggregatedDiscoveryServiceServer(server, found)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return found
}

func (i *istiod) DeltaAggregatedResources(stream discovery.AggregatedDiscoveryService_DeltaAggregatedResourcesServer) error {
	for {
		request, err := stream.Recv()
		if err != nil {
			return err
		}
		if request.GetResponseNonce() == "" {
			i.mu.Lock()
			i.streams = append(i.streams, stream)
			err = stream.Send(i.response(request.GetTypeUrl()))
			i.mu.Unlock()
		}
		if err != nil {
			return err
		}
	}
}

// response has all resources of a type.
func (i *istiod) response(kind string) *discovery.DeltaDiscoveryResponse {
	if i.current[kind] == nil {
		i.current[kind] = &discovery.DeltaDiscoveryResponse{TypeUrl: kind, Nonce: "1"}
	}
	return i.current[kind]
}

// push adds or replaces a resource.
func (i *istiod) push(name string, resource proto.Message) {
	value, err := anypb.New(resource)
	if err != nil {
		i.t.Fatal(err)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	one := &discovery.Resource{Name: name, Version: "1", Resource: value}
	all := i.response(value.GetTypeUrl())
	all.Resources = append(all.Resources, one)
	for _, stream := range i.streams {
		_ = stream.Send(&discovery.DeltaDiscoveryResponse{TypeUrl: value.GetTypeUrl(), Nonce: "2", Resources: []*discovery.Resource{one}})
	}
}

// workload pushes a workload, as prototext.
func (i *istiod) workload(text string) {
	one := &workloadapi.Workload{}
	i.parse(text, one)
	i.push(one.GetUid(), &workloadapi.Address{Type: &workloadapi.Address_Workload{Workload: one}})
}

func (i *istiod) service(text string) {
	one := &workloadapi.Service{}
	i.parse(text, one)
	i.push(one.GetNamespace()+"/"+one.GetHostname(), &workloadapi.Address{Type: &workloadapi.Address_Service{Service: one}})
}

func (i *istiod) policy(text string) {
	one := &security.Authorization{}
	i.parse(text, one)
	i.push(one.GetNamespace()+"/"+one.GetName(), one)
}

func (i *istiod) parse(text string, message proto.Message) {
	i.t.Helper()
	if err := prototext.Unmarshal([]byte(text), message); err != nil {
		i.t.Fatal(err)
	}
}
