// Reads documents with the YAML reader of Kubernetes' tools.
//
// Input: for each document, a line with its number of bytes, then the document. Output: for each document, a line with its JSON, or
// an exclamation mark and the error.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			return
		}
		size, err := strconv.Atoi(strings.TrimSuffix(line, "\n"))
		if err != nil {
			fmt.Fprintln(os.Stderr, "invalid input:", err)
			os.Exit(2)
		}
		document := make([]byte, size)
		if _, err := io.ReadFull(in, document); err != nil {
			fmt.Fprintln(os.Stderr, "invalid input:", err)
			os.Exit(2)
		}
		if json, err := yaml.YAMLToJSON(document); err != nil {
			fmt.Fprintf(out, "!%s\n", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Fprintf(out, "%s\n", json)
		}
	}
}
