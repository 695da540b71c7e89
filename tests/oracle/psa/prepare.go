// What the API server does to an object between reading it and asking the validating admission plug-ins.
package main

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/apps"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	podregistry "k8s.io/kubernetes/pkg/registry/core/pod"
)

type prepareFunc func(*corev1.Pod) (*corev1.Pod, error)

var preparations = map[string]prepareFunc{
	"none":     prepareNone,
	"pod":      guarded(preparePod),
	"template": guarded(prepareTemplate),
}

// The library's own tests need this much: a volume without any source is an emptyDir.
func prepareNone(pod *corev1.Pod) (*corev1.Pod, error) {
	for i := range pod.Spec.Volumes {
		v := &pod.Spec.Volumes[i]
		if v.VolumeSource == (corev1.VolumeSource{}) {
			v.EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
	}
	return pod, nil
}

// Upstream's strategies expect an object that a client could have sent; a panic of theirs is a refusal here.
func guarded(f prepareFunc) prepareFunc {
	return func(in *corev1.Pod) (out *corev1.Pod, err error) {
		defer func() {
			if p := recover(); p != nil {
				out, err = nil, fmt.Errorf("panic in the preparation: %v", p)
			}
		}()
		return f(in)
	}
}

func preparePod(pod *corev1.Pod) (*corev1.Pod, error) {
	legacyscheme.Scheme.Default(pod)
	internal := &core.Pod{}
	if err := legacyscheme.Scheme.Convert(pod, internal, nil); err != nil {
		return nil, err
	}
	podregistry.Strategy.PrepareForCreate(context.Background(), internal)
	out := &corev1.Pod{}
	if err := legacyscheme.Scheme.Convert(internal, out, nil); err != nil {
		return nil, err
	}
	return out, nil
}

func prepareTemplate(pod *corev1.Pod) (*corev1.Pod, error) {
	in := &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "d", Namespace: "default"},
		Spec: appsv1.DeploymentSpec{
			Template: corev1.PodTemplateSpec{ObjectMeta: pod.ObjectMeta, Spec: pod.Spec},
		},
	}
	legacyscheme.Scheme.Default(in)
	internal := &apps.Deployment{}
	if err := legacyscheme.Scheme.Convert(in, internal, nil); err != nil {
		return nil, err
	}
	deployment.Strategy.PrepareForCreate(context.Background(), internal)
	out := &appsv1.Deployment{}
	if err := legacyscheme.Scheme.Convert(internal, out, nil); err != nil {
		return nil, err
	}
	return &corev1.Pod{ObjectMeta: out.Spec.Template.ObjectMeta, Spec: out.Spec.Template.Spec}, nil
}
