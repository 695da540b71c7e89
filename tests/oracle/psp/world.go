// A world: the policies, roles, bindings and accounts that questions are asked about.
package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
	"sync"

	corev1 "k8s.io/api/core/v1"
	policyv1beta1 "k8s.io/api/policy/v1beta1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"k8s.io/kubernetes/pkg/apis/policy"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	policyvalidation "k8s.io/kubernetes/pkg/apis/policy/validation"
	"k8s.io/kubernetes/pkg/apis/rbac"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	rbacvalidation "k8s.io/kubernetes/pkg/apis/rbac/validation"
	pspregistry "k8s.io/kubernetes/pkg/registry/policy/podsecuritypolicy"
	rbacauthorizer "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"
	kjson "sigs.k8s.io/json"
)

type namespacedName struct{ namespace, name string }

type world struct {
	policies            []*policyv1beta1.PodSecurityPolicy // valid ones, by name
	roles               map[namespacedName]*rbacv1.Role
	clusterRoles        map[string]*rbacv1.ClusterRole
	roleBindings        map[string][]*rbacv1.RoleBinding // by namespace, each list by name
	clusterRoleBindings []*rbacv1.ClusterRoleBinding
	accounts            map[namespacedName]*corev1.ServiceAccount
	authorizer          *rbacauthorizer.RBACAuthorizer

	pluginOnce sync.Once
	plugin     *pspPlugin
}

// A worldSource is read once, by the first worker that needs it.
type worldSource struct {
	text   []byte
	once   sync.Once
	world  *world
	answer answer
}

func newWorldSource(text []byte) *worldSource { return &worldSource{text: text} }

func (s *worldSource) get(w *worker) *world {
	s.once.Do(func() { s.world = readWorld(&s.answer, w.aggregator, s.text) })
	return s.world
}

type problems struct {
	mark   string
	errors []string
}

func texts(errs field.ErrorList) []string {
	var out []string
	for _, e := range errs {
		out = append(out, e.Error())
	}
	return out
}

func readWorld(out *answer, aggregator *aggregator, text []byte) *world {
	var source struct {
		Policies []json.RawMessage `json:"policies"`
		Objects  []json.RawMessage `json:"objects"`
	}
	w := &world{
		roles:        map[namespacedName]*rbacv1.Role{},
		clusterRoles: map[string]*rbacv1.ClusterRole{},
		roleBindings: map[string][]*rbacv1.RoleBinding{},
		accounts:     map[namespacedName]*corev1.ServiceAccount{},
	}
	w.authorizer = rbacauthorizer.New(w, w, w, w)
	if err := kjson.UnmarshalCaseSensitivePreserveInts(text, &source); err != nil {
		out.add("E", err.Error())
		return w
	}
	var found []problems
	for i, raw := range source.Policies {
		if errs := w.addPolicy(raw); len(errs) > 0 {
			found = append(found, problems{fmt.Sprintf("p%d", i), errs})
		}
	}
	for i, raw := range source.Objects {
		if errs := w.addObject(raw); len(errs) > 0 {
			found = append(found, problems{fmt.Sprintf("o%d", i), errs})
		}
	}
	w.sort()
	out.add("W")
	out.addInt(len(source.Policies))
	out.addInt(len(source.Objects))
	if w.aggregate(aggregator) {
		out.add("1")
	} else {
		out.add("0")
	}
	for _, p := range found {
		out.add(p.mark)
		out.addInt(len(p.errors))
		out.add(p.errors...)
	}
	return w
}

// read decodes a served object and applies the defaults of its version.
func read(raw []byte, into runtime.Object) error {
	if err := kjson.UnmarshalCaseSensitivePreserveInts(raw, into); err != nil {
		return err
	}
	legacyscheme.Scheme.Default(into)
	return nil
}

func convert[T any](from runtime.Object, to *T) *T {
	if err := legacyscheme.Scheme.Convert(from, to, nil); err != nil {
		die("conversion of %T: %v", from, err)
	}
	return to
}

// addPolicy does what the API server does to a policy that is created; an invalid one is not stored.
func (w *world) addPolicy(raw []byte) []string {
	p := &policyv1beta1.PodSecurityPolicy{}
	if err := read(raw, p); err != nil {
		return []string{err.Error()}
	}
	internal := convert(p, &policy.PodSecurityPolicy{})
	pspregistry.Strategy.PrepareForCreate(nil, internal)
	errs := texts(policyvalidation.ValidatePodSecurityPolicy(internal))
	update := texts(policyvalidation.ValidatePodSecurityPolicyUpdate(internal, internal))
	if internal.Name != "" && fmt.Sprint(withoutMeta(errs)) != fmt.Sprint(withoutMeta(update)) {
		die("create and update disagree about a policy: %q, %q", errs, update)
	}
	if len(errs) > 0 {
		return errs
	}
	stored := convert(internal, &policyv1beta1.PodSecurityPolicy{})
	for i, old := range w.policies {
		if old.Name == stored.Name {
			w.policies[i] = stored
			return nil
		}
	}
	w.policies = append(w.policies, stored)
	return nil
}

func withoutMeta(errs []string) []string {
	var out []string
	for _, e := range errs {
		if len(e) < 9 || e[:9] != "metadata." || len(e) >= 21 && e[:21] == "metadata.annotations[" {
			out = append(out, e)
		}
	}
	return out
}

func (w *world) addObject(raw []byte) []string {
	var head struct {
		Kind string `json:"kind"`
	}
	if err := kjson.UnmarshalCaseSensitivePreserveInts(raw, &head); err != nil {
		return []string{err.Error()}
	}
	switch head.Kind {
	case "Role":
		o := &rbacv1.Role{}
		if err := read(raw, o); err != nil {
			return []string{err.Error()}
		}
		w.roles[namespacedName{o.Namespace, o.Name}] = o
		return texts(rbacvalidation.ValidateRole(convert(o, &rbac.Role{})))
	case "ClusterRole":
		o := &rbacv1.ClusterRole{}
		if err := read(raw, o); err != nil {
			return []string{err.Error()}
		}
		w.clusterRoles[o.Name] = o
		return texts(rbacvalidation.ValidateClusterRole(convert(o, &rbac.ClusterRole{})))
	case "RoleBinding":
		o := &rbacv1.RoleBinding{}
		if err := read(raw, o); err != nil {
			return []string{err.Error()}
		}
		w.roleBindings[o.Namespace] = replaceOrAppend(w.roleBindings[o.Namespace], o)
		return texts(rbacvalidation.ValidateRoleBinding(convert(o, &rbac.RoleBinding{})))
	case "ClusterRoleBinding":
		o := &rbacv1.ClusterRoleBinding{}
		if err := read(raw, o); err != nil {
			return []string{err.Error()}
		}
		w.clusterRoleBindings = replaceOrAppend(w.clusterRoleBindings, o)
		return texts(rbacvalidation.ValidateClusterRoleBinding(convert(o, &rbac.ClusterRoleBinding{})))
	case "ServiceAccount":
		o := &corev1.ServiceAccount{}
		if err := read(raw, o); err != nil {
			return []string{err.Error()}
		}
		w.accounts[namespacedName{o.Namespace, o.Name}] = o
		return nil
	}
	return []string{"unknown kind " + head.Kind}
}

type named interface{ GetName() string }

func replaceOrAppend[T named](list []T, o T) []T {
	for i, old := range list {
		if old.GetName() == o.GetName() {
			list[i] = o
			return list
		}
	}
	return append(list, o)
}

func (w *world) sort() {
	sort.Slice(w.policies, func(i, j int) bool { return w.policies[i].Name < w.policies[j].Name })
	sort.Slice(w.clusterRoleBindings, func(i, j int) bool {
		return w.clusterRoleBindings[i].Name < w.clusterRoleBindings[j].Name
	})
	for _, list := range w.roleBindings {
		sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	}
}

// aggregate runs upstream's aggregation until nothing changes, once in name order and once against it.
// False: it does not settle, or what it settles on depends on the order.
func (w *world) aggregate(a *aggregator) bool {
	var names []string
	for name, role := range w.clusterRoles {
		if role.AggregationRule != nil {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return true
	}
	sort.Strings(names)
	backwards := map[string]*rbacv1.ClusterRole{}
	for name, role := range w.clusterRoles {
		backwards[name] = role.DeepCopy()
	}
	reversed := make([]string, len(names))
	for i, name := range names {
		reversed[len(names)-1-i] = name
	}
	isStable := a.settle(w.clusterRoles, names)
	if !a.settle(backwards, reversed) {
		return false
	}
	for _, name := range names {
		if !sameRules(w.clusterRoles[name].Rules, backwards[name].Rules) {
			return false
		}
	}
	return isStable
}

func sameRules(a, b []rbacv1.PolicyRule) bool {
	return containsRules(a, b) && containsRules(b, a)
}

func containsRules(all, some []rbacv1.PolicyRule) bool {
	for i := range some {
		found := false
		for j := range all {
			if reflect.DeepEqual(all[j], some[i]) {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// The four sources that the authorizer asks.

func (w *world) GetRole(namespace, name string) (*rbacv1.Role, error) {
	if o, ok := w.roles[namespacedName{namespace, name}]; ok {
		return o, nil
	}
	return nil, errors.NewNotFound(rbacv1.Resource("role"), name)
}

func (w *world) ListRoleBindings(namespace string) ([]*rbacv1.RoleBinding, error) {
	return w.roleBindings[namespace], nil
}

func (w *world) GetClusterRole(name string) (*rbacv1.ClusterRole, error) {
	if o, ok := w.clusterRoles[name]; ok {
		return o, nil
	}
	return nil, errors.NewNotFound(rbacv1.Resource("clusterrole"), name)
}

func (w *world) ListClusterRoleBindings() ([]*rbacv1.ClusterRoleBinding, error) {
	return w.clusterRoleBindings, nil
}

func schemeDefault(o runtime.Object) { legacyscheme.Scheme.Default(o) }
