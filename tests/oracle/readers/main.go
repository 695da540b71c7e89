// Reads documents with upstream's JSON and YAML readers and prints the value of each in a canonical form.
//
// The tests of the readers call it. Cases come on standard input, each `<length>\n<bytes>\n`; one line per
// case goes out: V and the value, E and a message (refused), or U and a reason (upstream's own answer
// depends on the order in which Go walks a map). It leaves out decoding into typed objects.
package main

import (
	"bufio"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"sort"
	"strconv"
	"strings"

	goyaml "go.yaml.in/yaml/v2"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

const maxCase = 256 << 20

func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "readers: "+format+"\n", args...)
	os.Exit(1)
}

func readCase(in *bufio.Reader) ([]byte, error) {
	head, err := in.ReadString('\n')
	if err == io.EOF && head == "" {
		return nil, io.EOF
	}
	if err != nil {
		return nil, errors.New("the last length has no line end")
	}
	n, err := strconv.ParseUint(strings.TrimSuffix(head, "\n"), 10, 32)
	if err != nil || n > maxCase {
		return nil, fmt.Errorf("bad length %q", head)
	}
	body := make([]byte, n+1)
	if _, err := io.ReadFull(in, body); err != nil {
		return nil, fmt.Errorf("a case of %d bytes is cut short", n)
	}
	if body[n] != '\n' {
		return nil, fmt.Errorf("a case of %d bytes does not end in a line end", n)
	}
	return body[:n], nil
}

func dump(out *bufio.Writer, v any) {
	switch v := v.(type) {
	case nil:
		out.WriteString("null")
	case bool:
		out.WriteString(strconv.FormatBool(v))
	case int64:
		out.WriteByte('i')
		out.WriteString(strconv.FormatInt(v, 10))
	case float64:
		out.WriteByte('f')
		out.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
	case string:
		out.WriteByte('s')
		out.WriteString(hex.EncodeToString([]byte(v)))
	case []any:
		out.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			dump(out, e)
		}
		out.WriteByte(']')
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		out.WriteByte('{')
		for i, k := range keys {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString(hex.EncodeToString([]byte(k)))
			out.WriteByte(':')
			dump(out, v[k])
		}
		out.WriteByte('}')
	default:
		die("no dump for %T", v)
	}
}

// The text of a YAML key after the change to JSON; empty and false for a key that is refused.
func keyText(k any) (string, bool) {
	switch k := k.(type) {
	case string:
		return k, true
	case int:
		return strconv.Itoa(k), true
	case int64:
		return strconv.FormatInt(k, 10), true
	case bool:
		return strconv.FormatBool(k), true
	case float64:
		switch {
		case math.IsInf(k, 1):
			return ".inf", true
		case math.IsInf(k, -1):
			return "-.inf", true
		case math.IsNaN(k):
			return ".nan", true
		}
		return strconv.FormatFloat(k, 'g', -1, 32), true
	}
	return "", false
}

// Two different YAML keys that become the same JSON key: which one stays depends on Go's map order.
func keyClash(v any) (string, bool) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if k, yes := keyClash(e); yes {
				return k, true
			}
		}
	case map[any]any:
		seen := map[string]bool{}
		for k, e := range v {
			if text, ok := keyText(k); ok {
				if seen[text] {
					return text, true
				}
				seen[text] = true
			}
			if text, yes := keyClash(e); yes {
				return text, true
			}
		}
	}
	return "", false
}

type undefined struct{ key string }

func (u undefined) Error() string { return fmt.Sprintf("several keys become %q", u.key) }

func readJSON(body []byte) (any, error) {
	var v any
	if err := kjson.UnmarshalCaseSensitivePreserveInts(body, &v); err != nil {
		return nil, err
	}
	return v, nil
}

func readYAML(body []byte) (v any, err error) {
	defer func() {
		if p := recover(); p != nil {
			v, err = nil, fmt.Errorf("panic: %v", p)
		}
	}()
	text, err := yaml.YAMLToJSON(body)
	if err != nil {
		return nil, err
	}
	var raw any
	if err := goyaml.Unmarshal(body, &raw); err != nil {
		return nil, err
	}
	if key, yes := keyClash(raw); yes {
		return nil, undefined{key}
	}
	return readJSON(text)
}

var escaper = strings.NewReplacer("\\", "\\\\", "\t", "\\t", "\n", "\\n", "\r", "\\r", "\x00", "\\0")

func main() {
	asJSON := flag.Bool("json", false, "cases are JSON documents")
	asYAML := flag.Bool("yaml", false, "cases are YAML documents, one document each")
	flag.Parse()
	if *asJSON == *asYAML || flag.NArg() > 0 {
		die("usage: readers --json|--yaml")
	}
	read := readJSON
	if *asYAML {
		read = readYAML
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for {
		body, err := readCase(in)
		if err == io.EOF {
			break
		}
		if err != nil {
			out.Flush()
			die("standard input: %v", err)
		}
		v, err := read(body)
		switch u := (undefined{}); {
		case err == nil:
			out.WriteString("V\t")
			dump(out, v)
		case errors.As(err, &u):
			out.WriteString("U\t")
			out.WriteString(escaper.Replace(u.Error()))
		default:
			out.WriteString("E\t")
			out.WriteString(escaper.Replace(err.Error()))
		}
		out.WriteByte('\n')
	}
	if err := out.Flush(); err != nil {
		die("standard output: %v", err)
	}
}
