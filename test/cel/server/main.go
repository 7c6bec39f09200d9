// Evaluates CEL as the authorization server does: in its own environment, and whole policies with its own compiler. Reads one
// JSON object a line, and answers each with one.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"github.com/google/cel-go/cel"
	vpol "github.com/kyverno/api/api/policies.kyverno.io/v1"
	"github.com/kyverno/kyverno-authz/apis"
	authzcel "github.com/kyverno/kyverno-authz/pkg/cel"
	"github.com/kyverno/kyverno-authz/pkg/cel/libs/authz/envoy"
	"github.com/kyverno/kyverno-authz/pkg/engine/compiler"
	"github.com/kyverno/sdk/extensions/cel/libs/http"
	"github.com/kyverno/sdk/extensions/cel/libs/imagedata"
	"github.com/kyverno/sdk/extensions/cel/libs/resource"
	"google.golang.org/protobuf/encoding/protojson"
	"k8s.io/client-go/dynamic"
)

type question struct {
	// An expression, or policies.
	Expression string                   `json:"expression"`
	Policies   []*vpol.ValidatingPolicy `json:"policies"`
	// A CheckRequest.
	Object json.RawMessage `json:"object"`
}

type answer struct {
	// Why it does not compile.
	Problem string `json:"problem,omitempty"`
	// Why its evaluation fails.
	Error string `json:"error,omitempty"`
	Value any    `json:"value,omitempty"`
}

func main() {
	env, err := environment()
	if err != nil {
		panic(err)
	}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<28)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var asked question
		if err := json.Unmarshal(in.Bytes(), &asked); err != nil {
			panic(fmt.Errorf("%w: %s", err, in.Text()))
		}
		encoded, err := json.Marshal(answerOf(env, asked))
		if err != nil {
			panic(err)
		}
		fmt.Fprintln(out, string(encoded))
	}
}

func environment() (*cel.Env, error) {
	base, err := authzcel.NewEnv(apis.EvaluationModeEnvoy, nil)
	if err != nil {
		return nil, err
	}
	return base.Extend(
		cel.Variable(compiler.HttpKey, http.ContextType),
		cel.Variable(compiler.ImageDataKey, imagedata.ContextType),
		cel.Variable(compiler.ObjectKey, envoy.CheckRequest),
		cel.Variable(compiler.ResourceKey, resource.ContextType),
	)
}

func answerOf(env *cel.Env, asked question) (result answer) {
	defer func() {
		if cause := recover(); cause != nil {
			result = answer{Error: fmt.Sprintf("panic: %v", cause)}
		}
	}()
	request := &authv3.CheckRequest{}
	if len(asked.Object) > 0 {
		if err := protojson.Unmarshal(asked.Object, request); err != nil {
			panic(err)
		}
	}
	if asked.Policies != nil {
		return decide(asked.Policies, request)
	}
	ast, issues := env.Compile(asked.Expression)
	if issues.Err() != nil {
		return answer{Problem: issues.Err().Error()}
	}
	program, err := env.Program(ast)
	if err != nil {
		return answer{Problem: err.Error()}
	}
	value, _, err := program.Eval(map[string]any{compiler.ObjectKey: request})
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Value: canonical(value)}
}

// The first policy that answers or fails decides, as in the server's engine.
func decide(policies []*vpol.ValidatingPolicy, request *authv3.CheckRequest) answer {
	c := compiler.NewCompiler[dynamic.Interface, *authv3.CheckRequest, *authv3.CheckResponse](nil)
	var failed string
	for _, policy := range policies {
		compiled, errs := c.Compile(policy, nil)
		if errs != nil {
			return answer{Problem: errs.ToAggregate().Error()}
		}
		response, err := compiled.Evaluate(context.Background(), nil, request)
		if err != nil && failed == "" {
			failed = err.Error()
		}
		if response != nil {
			if failed != "" {
				break
			}
			return answer{Value: ofMessage(response)}
		}
	}
	if failed != "" {
		return answer{Error: failed}
	}
	return answer{Value: ofMessage(&authv3.CheckResponse{})}
}
