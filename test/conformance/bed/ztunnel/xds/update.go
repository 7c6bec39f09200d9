package xds

import (
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/protobuf/proto"
	"istio.io/istio/pkg/workloadapi"
	"istio.io/istio/pkg/workloadapi/security"
)

// update takes over a response, and remembers which resources are known.
func (c *Client) update(response *discovery.DeltaDiscoveryResponse) error {
	known := c.known[response.GetTypeUrl()]
	for _, name := range response.GetRemovedResources() {
		delete(known, name)
	}
	for _, resource := range response.GetResources() {
		known[resource.GetName()] = resource.GetVersion()
	}
	if response.GetTypeUrl() == policyType {
		policies, err := decode(response, func() *security.Authorization { return &security.Authorization{} })
		if err == nil {
			c.Index.UpdatePolicies(policies, response.GetRemovedResources())
		}
		return err
	}
	addresses, err := decode(response, func() *workloadapi.Address { return &workloadapi.Address{} })
	if err == nil {
		c.Index.UpdateAddresses(addresses, response.GetRemovedResources())
	}
	return err
}

func decode[T proto.Message](response *discovery.DeltaDiscoveryResponse, empty func() T) (map[string]T, error) {
	found := make(map[string]T, len(response.GetResources()))
	for _, resource := range response.GetResources() {
		message := empty()
		if err := resource.GetResource().UnmarshalTo(message); err != nil {
			return nil, err
		}
		found[resource.GetName()] = message
	}
	return found, nil
}
