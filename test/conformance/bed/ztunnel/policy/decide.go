package policy

import (
	"errors"
	"fmt"

	"istio.io/istio/pkg/workloadapi/security"
)

// ErrNoneAllowed has ztunnel's words, so that logs read the same.
var ErrNoneAllowed = errors.New("allow policies exist, but none allowed")

// Decide returns why a connection is refused, or nil if it is allowed: no DENY policy may match, and if there are ALLOW policies, one must.
// Policies that are only a dry run decide nothing.
func Decide(policies []*security.Authorization, c Connection) error {
	allowed, mustBeAllowed := false, false
	for _, policy := range policies {
		switch {
		case policy.GetDryRun():
		case policy.GetAction() == security.Action_ALLOW:
			mustBeAllowed = true
			allowed = allowed || matches(policy, c)
		case matches(policy, c):
			return fmt.Errorf("explicitly denied by: %s/%s", policy.GetNamespace(), policy.GetName())
		}
	}
	if mustBeAllowed && !allowed {
		return ErrNoneAllowed
	}
	return nil
}
