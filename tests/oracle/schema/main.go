// Prints the JSON shape of the Kubernetes objects that the decoder reads.
//
// One line per field, sorted: type name, JSON name and kind, separated by TABs. The table rows of the
// decoder are compared with this list, so that a field that upstream has and we lack is seen. It leaves
// out validation, defaulting and which fields are optional.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"reflect"
	"sort"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	rbacv1alpha1 "k8s.io/api/rbac/v1alpha1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Types that read and write themselves, so that their Go fields say nothing about their JSON.
var special = map[reflect.Type]string{
	reflect.TypeOf(resource.Quantity{}):    "quantity",
	reflect.TypeOf(intstr.IntOrString{}):   "intorstring",
	reflect.TypeOf(metav1.Time{}):          "time",
	reflect.TypeOf(metav1.MicroTime{}):     "microtime",
	reflect.TypeOf(metav1.FieldsV1{}):      "fieldsv1",
	reflect.TypeOf(metav1.Duration{}):      "string",
	reflect.TypeOf(runtime.RawExtension{}): "any",
}

var roots = []any{
	corev1.Pod{}, corev1.PodList{}, corev1.PodTemplate{}, corev1.PodTemplateList{},
	corev1.ReplicationController{}, corev1.ReplicationControllerList{},
	corev1.Namespace{}, corev1.NamespaceList{}, corev1.ServiceAccount{}, corev1.ServiceAccountList{},
	appsv1.Deployment{}, appsv1.DeploymentList{}, appsv1.ReplicaSet{}, appsv1.ReplicaSetList{},
	appsv1.StatefulSet{}, appsv1.StatefulSetList{}, appsv1.DaemonSet{}, appsv1.DaemonSetList{},
	batchv1.Job{}, batchv1.JobList{}, batchv1.CronJob{}, batchv1.CronJobList{},
	rbacv1.Role{}, rbacv1.RoleList{}, rbacv1.ClusterRole{}, rbacv1.ClusterRoleList{},
	rbacv1.RoleBinding{}, rbacv1.RoleBindingList{}, rbacv1.ClusterRoleBinding{}, rbacv1.ClusterRoleBindingList{},
	rbacv1alpha1.RoleBinding{}, rbacv1alpha1.ClusterRoleBinding{},
}

var unmarshaler = reflect.TypeOf((*json.Unmarshaler)(nil)).Elem()

type field struct {
	name string
	typ  reflect.Type
}

type walker struct {
	fields map[reflect.Type][]field
	byName map[string]map[reflect.Type]bool
}

func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "schema: "+format+"\n", args...)
	os.Exit(1)
}

func jsonName(f reflect.StructField) (name string, inline, skip bool) {
	tag, has := f.Tag.Lookup("json")
	if tag == "-" {
		return "", false, true
	}
	parts := strings.Split(tag, ",")
	if f.Anonymous && parts[0] == "" {
		return "", true, false
	}
	if !f.IsExported() {
		return "", false, true
	}
	if !has || parts[0] == "" {
		return f.Name, false, false
	}
	return parts[0], false, false
}

func (w *walker) flatten(t reflect.Type) []field {
	var out []field
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		name, inline, skip := jsonName(f)
		switch {
		case skip:
		case inline:
			e := f.Type
			for e.Kind() == reflect.Pointer {
				e = e.Elem()
			}
			out = append(out, w.flatten(e)...)
		default:
			out = append(out, field{name, f.Type})
		}
	}
	return out
}

func (w *walker) visit(t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if _, ok := special[t]; ok {
		return
	}
	if reflect.PointerTo(t).Implements(unmarshaler) {
		die("%s reads itself and is not in the list of special types", t)
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Map:
		w.visit(t.Elem())
	case reflect.Struct:
		if _, ok := w.fields[t]; ok {
			return
		}
		fields := w.flatten(t)
		seen := map[string]bool{}
		for _, f := range fields {
			if seen[f.name] {
				die("%s has two fields of the name %q", t, f.name)
			}
			seen[f.name] = true
		}
		w.fields[t] = fields
		if w.byName[t.Name()] == nil {
			w.byName[t.Name()] = map[reflect.Type]bool{}
		}
		w.byName[t.Name()][t] = true
		for _, f := range fields {
			w.visit(f.typ)
		}
	}
}

// typeName tells types of one name apart. If all but one of them are of alpha versions, that one keeps the name.
func (w *walker) typeName(t reflect.Type) string {
	dir, version := path.Split(t.PkgPath())
	stable := 0
	for same := range w.byName[t.Name()] {
		if !strings.Contains(path.Base(same.PkgPath()), "alpha") {
			stable++
		}
	}
	switch {
	case len(w.byName[t.Name()]) == 1:
		return t.Name()
	case strings.Contains(version, "alpha"):
		return version + t.Name()
	case stable == 1:
		return t.Name()
	}
	return path.Base(dir) + version + t.Name()
}

func (w *walker) kind(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if s, ok := special[t]; ok {
		return s
	}
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "bool"
	case reflect.Int32, reflect.Int64, reflect.Float64:
		return t.Kind().String()
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "list:" + w.kind(t.Elem())
	case reflect.Map:
		if t.Key().Kind() != reflect.String {
			die("%s has keys that are not strings", t)
		}
		return "map:" + w.kind(t.Elem())
	case reflect.Struct:
		return "object:" + w.typeName(t)
	case reflect.Interface:
		return "any"
	}
	die("no kind for %s", t)
	return ""
}

func main() {
	w := &walker{map[reflect.Type][]field{}, map[string]map[reflect.Type]bool{}}
	for _, r := range roots {
		w.visit(reflect.TypeOf(r))
	}
	var lines []string
	for t, fields := range w.fields {
		for _, f := range fields {
			lines = append(lines, w.typeName(t)+"\t"+f.name+"\t"+w.kind(f.typ))
		}
	}
	sort.Strings(lines)
	out := bufio.NewWriter(os.Stdout)
	for _, l := range lines {
		fmt.Fprintln(out, l)
	}
	if err := out.Flush(); err != nil {
		die("%v", err)
	}
}
