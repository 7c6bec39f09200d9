module cdk8s-egress.test/bed/crds

go 1.26.0

require (
	istio.io/api v1.30.3 // indirect
	sigs.k8s.io/gateway-api v1.6.1 // indirect
)
