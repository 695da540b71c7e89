// The JSON shape of PodSecurityPolicy, as the oracle schema prints that of the kinds that newer libraries still have.
package main

import (
	"bufio"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	policyv1beta1 "k8s.io/api/policy/v1beta1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Types that the oracle schema lists.
var listedElsewhere = map[reflect.Type]bool{
	reflect.TypeOf(metav1.ObjectMeta{}):     true,
	reflect.TypeOf(metav1.ListMeta{}):       true,
	reflect.TypeOf(corev1.SELinuxOptions{}): true,
}

func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return kindOf(t.Elem())
	case reflect.String, reflect.Bool, reflect.Int32, reflect.Int64:
		return t.Kind().String()
	case reflect.Slice:
		return "list:" + kindOf(t.Elem())
	case reflect.Struct:
		return "object:" + t.Name()
	}
	die("no kind for %s", t)
	return ""
}

// addFields notes the fields of a struct and of those that it holds; embedded structs count as its own fields.
func addFields(t reflect.Type, owner string, seen map[reflect.Type]bool, lines *[]string) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		name := strings.Split(f.Tag.Get("json"), ",")[0]
		if f.Anonymous && name == "" {
			addFields(f.Type, owner, seen, lines)
			continue
		}
		*lines = append(*lines, owner+"\t"+name+"\t"+kindOf(f.Type))
		inner := f.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && !seen[inner] && !listedElsewhere[inner] {
			seen[inner] = true
			addFields(inner, inner.Name(), seen, lines)
		}
	}
}

func printSchema() {
	var lines []string
	list := reflect.TypeOf(policyv1beta1.PodSecurityPolicyList{})
	addFields(list, list.Name(), map[reflect.Type]bool{list: true}, &lines)
	sort.Strings(lines)
	out := bufio.NewWriter(os.Stdout)
	for _, l := range lines {
		fmt.Fprintln(out, l)
	}
	if err := out.Flush(); err != nil {
		die("%v", err)
	}
}
