// Package xds takes over istiod's index of the mesh, as ztunnel does: by delta xDS.
package xds

import (
	"context"
	"fmt"
	"log"
	"time"

	"cdk8s-egress.test/bed/ztunnel/index"
	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/structpb"
)

const (
	addressType   = "type.googleapis.com/istio.workload.Address"
	policyType    = "type.googleapis.com/istio.security.Authorization"
	retryInterval = time.Second
)

// Client keeps an index up to date.
type Client struct {
	// Server is istiod's plaintext xDS address.
	Server string
	Index  *index.Index
	// Synced is called when the first answers are in.
	Synced func()
	known  map[string]map[string]string
}

// Run connects again and again until the context ends. The index keeps what it has while istiod is away.
func (c *Client) Run(ctx context.Context) {
	c.known = map[string]map[string]string{addressType: {}, policyType: {}}
	for ctx.Err() == nil {
		if err := c.stream(ctx); err != nil && ctx.Err() == nil {
			log.Printf("xds: %v", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(retryInterval):
		}
	}
}

func (c *Client) stream(ctx context.Context) error {
	connection, err := grpc.NewClient(c.Server, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	stream, err := discovery.NewAggregatedDiscoveryServiceClient(connection).DeltaAggregatedResources(ctx)
	if err != nil {
		return err
	}
	for _, kind := range []string{addressType, policyType} {
		request := &discovery.DeltaDiscoveryRequest{Node: node(), TypeUrl: kind, InitialResourceVersions: c.known[kind]}
		if err := stream.Send(request); err != nil {
			return err
		}
	}
	return c.receive(stream)
}

// node is a ztunnel to istiod.
func node() *core.Node {
	metadata, _ := structpb.NewStruct(map[string]any{"CLUSTER_ID": "Kubernetes", "NAMESPACE": "istio-system"})
	return &core.Node{Id: "ztunnel~127.0.0.1~ztunnel.istio-system~istio-system.svc.cluster.local", Metadata: metadata}
}

func (c *Client) receive(stream discovery.AggregatedDiscoveryService_DeltaAggregatedResourcesClient) error {
	missing := map[string]bool{addressType: true, policyType: true}
	for {
		response, err := stream.Recv()
		if err != nil {
			return err
		}
		if err := c.update(response); err != nil {
			return fmt.Errorf("%s: %w", response.GetTypeUrl(), err)
		}
		if err := stream.Send(&discovery.DeltaDiscoveryRequest{TypeUrl: response.GetTypeUrl(), ResponseNonce: response.GetNonce()}); err != nil {
			return err
		}
		delete(missing, response.GetTypeUrl())
		if len(missing) == 0 {
			c.Synced()
		}
	}
}
