// JSON in one form: the leaves of a document, and how two documents differ in them.
package main

import (
	"bytes"
	"encoding/json"
	"sort"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/apis/core"
)

func parse(text []byte) any {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		die("our own JSON: %v", err)
	}
	return v
}

// encode sorts the keys.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		die("JSON: %v", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

func flatten(v any, path string, into map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for key, item := range v {
			flatten(item, path+"/"+pointerEscaper.Replace(key), into)
		}
	case []any:
		for i, item := range v {
			flatten(item, path+"/"+strconv.Itoa(i), into)
		}
	case nil:
	default:
		into[path] = string(encode(v))
	}
}

// leaves of the pod in its served form, without the status.
func leaves(pod *core.Pod) map[string]string {
	served := convert(pod, &corev1.Pod{})
	served.Status = corev1.PodStatus{}
	into := make(map[string]string, 64)
	flatten(parse(encode(served)), "", into)
	return into
}

func (a *answer) addChanges(from, to map[string]string) {
	var paths []string
	for path, value := range to {
		if old, ok := from[path]; !ok || old != value {
			paths = append(paths, path)
		}
	}
	for path := range from {
		if _, ok := to[path]; !ok {
			paths = append(paths, path)
		}
	}
	sort.Strings(paths)
	a.addInt(len(paths))
	for _, path := range paths {
		value, ok := to[path]
		if !ok {
			value = "~"
		}
		a.add(path, value)
	}
}
