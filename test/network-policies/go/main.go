// Evaluates network policies with the code of sigs.k8s.io/kube-network-policies.
//
// Each line on stdin is a cluster with connections as JSON. For each, a line on stdout lists which connections are permitted.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/klog/v2"
)

func main() {
	klog.LogToStderr(false)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<26)
	for in.Scan() {
		var given cluster
		exitOn(json.Unmarshal(in.Bytes(), &given))
		answers, err := evaluate(context.Background(), given)
		exitOn(err)
		line, err := json.Marshal(answers)
		exitOn(err)
		fmt.Println(string(line))
	}
	exitOn(in.Err())
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
