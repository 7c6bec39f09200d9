package main

import (
	"context"
	"net"

	v1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/cache"
	"sigs.k8s.io/kube-network-policies/pkg/networkpolicy"
	"sigs.k8s.io/network-policy-api/apis/v1alpha1"
	npafake "sigs.k8s.io/network-policy-api/pkg/client/clientset/versioned/fake"
	npainformers "sigs.k8s.io/network-policy-api/pkg/client/informers/externalversions"
)

// cluster is a set of objects, and the connections to evaluate.
type cluster struct {
	Namespaces []*v1.Namespace
	Pods       []*v1.Pod
	Policies   []*networkingv1.NetworkPolicy
	Admin      []*v1alpha1.AdminNetworkPolicy
	Baseline   []*v1alpha1.BaselineAdminNetworkPolicy
	Flows      []flow
}

// flow is a connection between two addresses.
type flow struct {
	From, To string
	Protocol v1.Protocol
	Port     int
}

func evaluate(ctx context.Context, given cluster) ([]bool, error) {
	controller, err := controllerFor(given)
	if err != nil {
		return nil, err
	}
	answers := []bool{}
	for _, one := range given.Flows {
		answers = append(answers, evaluatePacket(controller, ctx, packetOf(one)))
	}
	return answers, nil
}

// controllerFor returns a controller that sees the objects, without starting it.
func controllerFor(given cluster) (*networkpolicy.Controller, error) {
	core := informers.NewSharedInformerFactory(fake.NewSimpleClientset(), 0)
	api := npainformers.NewSharedInformerFactory(npafake.NewSimpleClientset(), 0)
	policies, namespaces, pods := core.Networking().V1().NetworkPolicies(), core.Core().V1().Namespaces(), core.Core().V1().Pods()
	admin, baseline := api.Policy().V1alpha1().AdminNetworkPolicies(), api.Policy().V1alpha1().BaselineAdminNetworkPolicies()
	config := networkpolicy.Config{AdminNetworkPolicy: true, BaselineAdminNetworkPolicy: true, NodeName: "node"}
	controller, err := networkpolicy.NewController(
		fake.NewSimpleClientset(), policies, namespaces, pods, core.Core().V1().Nodes(), npafake.NewSimpleClientset(), admin, baseline, config)
	if err != nil {
		return nil, err
	}
	fill(namespaces.Informer(), given.Namespaces)
	fill(pods.Informer(), given.Pods)
	fill(policies.Informer(), given.Policies)
	fill(admin.Informer(), given.Admin)
	fill(baseline.Informer(), given.Baseline)
	return controller, nil
}

func fill[T any](informer cache.SharedIndexInformer, objects []T) {
	for _, object := range objects {
		exitOn(informer.GetIndexer().Add(object))
	}
}

func packetOf(one flow) packet {
	return packet{srcIP: net.ParseIP(one.From), dstIP: net.ParseIP(one.To), proto: one.Protocol, srcPort: 40000, dstPort: one.Port}
}
