package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"time"

	_ "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// A value as JSON that shows its type: {"int": "1"}.
func canonical(value ref.Val) map[string]any {
	switch v := value.(type) {
	case types.Bool:
		return map[string]any{"bool": bool(v)}
	case types.Int:
		return map[string]any{"int": strconv.FormatInt(int64(v), 10)}
	case types.Uint:
		return map[string]any{"uint": strconv.FormatUint(uint64(v), 10)}
	case types.Double:
		return map[string]any{"double": strconv.FormatFloat(float64(v), 'g', -1, 64)}
	case types.String:
		return map[string]any{"string": string(v)}
	case types.Bytes:
		return map[string]any{"bytes": base64.StdEncoding.EncodeToString(v)}
	case types.Null:
		return map[string]any{"null": true}
	case types.Timestamp:
		return map[string]any{"timestamp": v.Time.Format(time.RFC3339Nano)}
	case types.Duration:
		return map[string]any{"duration": strconv.FormatInt(int64(v.Duration), 10)}
	case *types.Type:
		return map[string]any{"type": v.TypeName()}
	case *types.Optional:
		if !v.HasValue() {
			return map[string]any{"optional": nil}
		}
		return map[string]any{"optional": canonical(v.GetValue())}
	}
	if list, ok := value.(traits.Lister); ok {
		items := []any{}
		for it := list.Iterator(); it.HasNext() == types.True; {
			items = append(items, canonical(it.Next()))
		}
		return map[string]any{"list": items}
	}
	if message, ok := value.Value().(proto.Message); ok {
		return ofMessage(message)
	}
	if entries, ok := value.(traits.Mapper); ok {
		return ofMap(entries)
	}
	return map[string]any{"opaque": value.Type().TypeName(), "text": fmt.Sprint(value.Value())}
}

func ofMap(entries traits.Mapper) map[string]any {
	type entry struct {
		key  string
		pair []any
	}
	all := []entry{}
	for it := entries.Iterator(); it.HasNext() == types.True; {
		key := it.Next()
		shown := canonical(key)
		text, _ := json.Marshal(shown)
		all = append(all, entry{string(text), []any{shown, canonical(entries.Get(key))}})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].key < all[j].key })
	pairs := []any{}
	for _, each := range all {
		pairs = append(pairs, each.pair)
	}
	return map[string]any{"map": pairs}
}

// A message with the fields that are set. What CEL has a type of its own for is a value of that type.
func ofMessage(message proto.Message) map[string]any {
	value := types.DefaultTypeAdapter.NativeToValue(message)
	if !types.IsError(value) {
		if _, ok := value.Value().(proto.Message); !ok || value.Type() == types.MapType {
			return canonicalOfKnown(value)
		}
	}
	fields := map[string]any{}
	message.ProtoReflect().Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		fields[string(field.Name())] = ofField(field, value)
		return true
	})
	return map[string]any{"message": string(message.ProtoReflect().Descriptor().FullName()), "fields": fields}
}

func canonicalOfKnown(value ref.Val) map[string]any {
	if entries, ok := value.(traits.Mapper); ok {
		return ofMap(entries)
	}
	return canonical(value)
}

func ofField(field protoreflect.FieldDescriptor, value protoreflect.Value) map[string]any {
	if field.IsList() {
		items := []any{}
		for i := 0; i < value.List().Len(); i++ {
			items = append(items, ofSingle(field, value.List().Get(i)))
		}
		return map[string]any{"list": items}
	}
	if field.IsMap() {
		pairs := []any{}
		value.Map().Range(func(key protoreflect.MapKey, each protoreflect.Value) bool {
			pairs = append(pairs, []any{map[string]any{"string": key.String()}, ofSingle(field.MapValue(), each)})
			return true
		})
		sort.Slice(pairs, func(i, j int) bool { return text(pairs[i]) < text(pairs[j]) })
		return map[string]any{"map": pairs}
	}
	return ofSingle(field, value)
}

func text(value any) string {
	encoded, _ := json.Marshal(value)
	return string(encoded)
}

func ofSingle(field protoreflect.FieldDescriptor, value protoreflect.Value) map[string]any {
	switch field.Kind() {
	case protoreflect.MessageKind:
		return ofMessage(value.Message().Interface())
	case protoreflect.EnumKind:
		return map[string]any{"int": strconv.Itoa(int(value.Enum()))}
	}
	return canonical(types.DefaultTypeAdapter.NativeToValue(value.Interface()))
}
