// Cluster role aggregation, done by upstream's controller without a cluster.
package main

import (
	"context"
	"reflect"
	"unsafe"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	rbacv1ac "k8s.io/client-go/applyconfigurations/rbac/v1"
	"k8s.io/client-go/informers"
	rbacclient "k8s.io/client-go/kubernetes/typed/rbac/v1"
	rbaclisters "k8s.io/client-go/listers/rbac/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/controller/clusterroleaggregation"
)

// The controller sees the roles of the moment through these interfaces.
type aggregator struct {
	rbaclisters.ClusterRoleListerExpansion
	rbacclient.ClusterRoleInterface
	roles     map[string]*rbacv1.ClusterRole
	isChanged bool
	informer  cache.SharedIndexInformer
	sync      func(ctx context.Context, key string) error
}

func newAggregator() *aggregator {
	a := &aggregator{}
	a.informer = informers.NewSharedInformerFactory(nil, 0).Rbac().V1().ClusterRoles().Informer()
	controller := clusterroleaggregation.NewClusterRoleAggregation(a, a)
	a.sync = *privateField[func(context.Context, string) error](controller, "syncHandler")
	return a
}

// privateField gives the address of an unexported field of upstream's struct.
func privateField[T any](object any, name string) *T {
	field := reflect.ValueOf(object).Elem().FieldByName(name)
	if !field.IsValid() || field.Type() != reflect.TypeFor[T]() {
		die("%T has no field %s of type %s", object, name, reflect.TypeFor[T]())
	}
	return (*T)(unsafe.Pointer(field.UnsafeAddr()))
}

// settle synchronises the named roles in this order, over and over, until nothing changes.
func (a *aggregator) settle(roles map[string]*rbacv1.ClusterRole, names []string) bool {
	a.roles = roles
	for range 2*len(names) + 4 {
		a.isChanged = false
		for _, name := range names {
			// An error leaves the role as it is; the controller would try it again and fail again.
			_ = a.sync(context.Background(), name)
		}
		if !a.isChanged {
			return true
		}
	}
	return false
}

func (a *aggregator) Informer() cache.SharedIndexInformer           { return a.informer }
func (a *aggregator) Lister() rbaclisters.ClusterRoleLister         { return clusterRoleLister{a} }
func (a *aggregator) ClusterRoles() rbacclient.ClusterRoleInterface { return a }

// Apply keeps the rules when none are given: server-side apply takes away only what its manager owned.
func (a *aggregator) Apply(_ context.Context, in *rbacv1ac.ClusterRoleApplyConfiguration, _ metav1.ApplyOptions) (*rbacv1.ClusterRole, error) {
	if len(in.Rules) == 0 {
		return nil, nil
	}
	var rules []rbacv1.PolicyRule
	for _, r := range in.Rules {
		rules = append(rules, rbacv1.PolicyRule{
			Verbs: r.Verbs, APIGroups: r.APIGroups, Resources: r.Resources,
			ResourceNames: r.ResourceNames, NonResourceURLs: r.NonResourceURLs,
		})
	}
	role := a.roles[*in.Name].DeepCopy()
	role.Rules = rules
	a.roles[*in.Name] = role
	a.isChanged = true
	return role, nil
}

type clusterRoleLister struct{ a *aggregator }

func (l clusterRoleLister) List(selector labels.Selector) ([]*rbacv1.ClusterRole, error) {
	var found []*rbacv1.ClusterRole
	for _, role := range l.a.roles {
		if selector.Matches(labels.Set(role.Labels)) {
			found = append(found, role)
		}
	}
	return found, nil
}

func (l clusterRoleLister) Get(name string) (*rbacv1.ClusterRole, error) {
	if role, ok := l.a.roles[name]; ok {
		return role, nil
	}
	return nil, errors.NewNotFound(rbacv1.Resource("clusterrole"), name)
}
